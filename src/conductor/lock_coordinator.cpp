#include "conductor/lock_coordinator.h"

#include "worker/steady.h"

namespace takt::conductor {

using worker::JobTask;
using worker::lock_name;
using worker::LockKey;
using worker::steady_ms;
using worker::steady_point;

class LockCoordinator::Service final : public worker::LockService {
 public:
  Service(LockCoordinator& coordinator, LockOwner owner, LockClass lock_class)
      : coordinator_(coordinator), owner_(owner), lock_class_(lock_class) {}
  void acquire(const LockKey& key, const JobTask& task) override {
    coordinator_.acquire(key, owner_, lock_class_, task);
  }
  void release(const LockKey& key) override { coordinator_.release(key, owner_); }

 private:
  LockCoordinator& coordinator_;
  const LockOwner owner_;
  const LockClass lock_class_;
};

std::unique_ptr<worker::LockService> LockCoordinator::service(std::string thread_name,
                                                              LockClass lock_class) {
  const std::lock_guard guard(mutex_);
  auto owner = std::make_unique<Owner>();
  owner->name = std::move(thread_name);
  owners_.push_back(std::move(owner));
  return std::make_unique<Service>(*this, static_cast<LockOwner>(owners_.size() - 1), lock_class);
}

void LockCoordinator::acquire(const LockKey& key, LockOwner owner, LockClass lock_class,
                              const JobTask& task) {
  std::unique_lock lock(mutex_);
  const double start = steady_ms();
  if (!table_.request(key, owner, lock_class)) wait(lock, key, owner, start, task);
  const double now = steady_ms();
  if (task.deadline_ms && now > *task.deadline_ms) {
    lock.unlock();
    release(key, owner);
    throw UserError(UserErrorKey::JobDeadlinePassed,
                    {{"waited", number(std::round(task.queued_ms + now - start))}}, 503);
  }
  held_since_[key] = now;
  ++totals_.acquired;
}

void LockCoordinator::wait(std::unique_lock<std::mutex>& lock, const LockKey& key, LockOwner owner,
                           double start_ms, const JobTask& task) {
  double until = start_ms + limits_.other_wait_ms;
  if (task.deadline_ms) until = std::min(start_ms + limits_.operator_wait_ms, *task.deadline_ms);
  ++totals_.waited;
  owners_[static_cast<size_t>(owner)]->granted.wait_until(lock, steady_point(until),
                                                          [&] { return table_.holds(key, owner); });
  const double waited = steady_ms() - start_ms;
  totals_.longest_wait_ms = std::max(totals_.longest_wait_ms, waited);
  if (table_.holds(key, owner)) return;
  table_.withdraw(key, owner);
  ++totals_.timed_out;
  throw UserError(UserErrorKey::LockTimedOut,
                  {{"resource", lock_name(key)}, {"waited", number(std::round(waited))}}, 503);
}

void LockCoordinator::release(const LockKey& key, LockOwner owner) {
  const std::lock_guard guard(mutex_);
  held_since_.erase(key);
  if (const auto next = table_.release(key, owner)) {
    held_since_[key] = steady_ms();
    owners_[static_cast<size_t>(*next)]->granted.notify_one();
  }
}

std::vector<LockStatus> LockCoordinator::status() const {
  const std::lock_guard guard(mutex_);
  std::vector<LockStatus> all;
  for (const LockTable::Held& held : table_.held()) {
    LockStatus status;
    status.name = lock_name(held.key);
    status.holder = owners_[static_cast<size_t>(held.holder)]->name;
    if (const auto since = held_since_.find(held.key); since != held_since_.end()) {
      status.held_ms = steady_ms() - since->second;
    }
    for (const LockOwner waiter : held.waiters) {
      status.waiters.push_back(owners_[static_cast<size_t>(waiter)]->name);
    }
    all.push_back(std::move(status));
  }
  return all;
}

LockTotals LockCoordinator::totals() const {
  const std::lock_guard guard(mutex_);
  return totals_;
}

}  // namespace takt::conductor
