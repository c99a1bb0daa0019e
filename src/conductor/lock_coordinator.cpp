#include "conductor/lock_coordinator.h"

#include <cmath>

#include "worker/steady.h"

namespace takt::conductor {

using worker::JobTask;
using worker::lock_name;
using worker::LockKey;
using worker::LockKind;
using worker::steady_ms;
using worker::steady_point;

void TimeCounts::add(double ms) {
  const auto place = std::lower_bound(kUpToMs.begin(), kUpToMs.end(), ms);
  ++counts[static_cast<size_t>(place - kUpToMs.begin())];
  ++count;
  total_ms += ms;
  longest_ms = std::max(longest_ms, ms);
}

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
  const MutexLock guard(mutex_);
  auto owner = std::make_unique<Owner>();
  owner->name = std::move(thread_name);
  owners_.push_back(std::move(owner));
  return std::make_unique<Service>(*this, static_cast<LockOwner>(owners_.size() - 1), lock_class);
}

void LockCoordinator::acquire(const LockKey& key, LockOwner owner, LockClass lock_class,
                              const JobTask& task) {
  MutexLock lock(mutex_);
  const double start = steady_ms();
  if (!take_over(key, owner, task.id)) {
    if (parked_.contains(task.id)) {
      // What it was parked for isn't what it needs this time.
      lock.unlock();
      withdraw(task.id);
      lock.lock();
    }
    const bool may_park = lock_class == LockClass::playout && key.kind == LockKind::rundown;
    if (may_park && !table_.is_free(key)) park(key, task.id);
    if (!table_.request(key, owner, lock_class)) wait(key, owner, start, task);
    held_since_[key] = steady_ms();
  }
  const double now = steady_ms();
  if (task.deadline_ms && now > *task.deadline_ms) {
    lock.unlock();
    release(key, owner);
    throw UserError(UserErrorKey::JobDeadlinePassed,
                    {{"waited", number(std::round(task.queued_ms + now - start))}}, 503);
  }
  ++totals_of(key).acquired;
}

/// True when the job was parked for this lock and has it.
bool LockCoordinator::take_over(const LockKey& key, LockOwner owner, const JobId& job) {
  const auto found = parked_.find(job);
  if (found == parked_.end() || found->second.key != key ||
      !table_.holds(key, found->second.owner)) {
    return false;
  }
  table_.transfer(key, found->second.owner, owner);
  parked_owners_.erase(found->second.owner);
  parked_.erase(found);
  return true;
}

void LockCoordinator::park(const LockKey& key, const JobId& job) {
  const Parked parked{key, --last_parked_owner_, steady_ms()};
  table_.request(key, parked.owner, LockClass::playout);
  parked_owners_[parked.owner] = job;
  parked_[job] = parked;
  ++totals_of(key).waited;
  ++totals_of(key).parked;
  throw worker::LockPending();
}

void LockCoordinator::wait(const LockKey& key, LockOwner owner, double start_ms,
                           const JobTask& task) {
  double until = start_ms + limits_.other_wait_ms;
  if (task.deadline_ms) until = std::min(start_ms + limits_.operator_wait_ms, *task.deadline_ms);
  ++totals_of(key).waited;
  Condition& granted = owners_[static_cast<size_t>(owner)]->granted;
  while (!table_.holds(key, owner) && granted.wait_until(mutex_, steady_point(until))) {
  }
  const double waited = steady_ms() - start_ms;
  totals_of(key).waits.add(waited);
  if (table_.holds(key, owner)) return;
  table_.withdraw(key, owner);
  ++totals_of(key).timed_out;
  throw UserError(UserErrorKey::LockTimedOut,
                  {{"resource", lock_name(key)}, {"waited", number(std::round(waited))}}, 503);
}

void LockCoordinator::release(const LockKey& key, LockOwner owner) {
  std::optional<JobId> granted;
  {
    const MutexLock guard(mutex_);
    granted = release_locked(key, owner);
  }
  if (granted) on_granted_(*granted);
}

std::optional<JobId> LockCoordinator::release_locked(const LockKey& key, LockOwner owner) {
  const double now = steady_ms();
  const auto next = table_.release(key, owner);
  if (const auto since = held_since_.extract(key)) totals_of(key).holds.add(now - since.mapped());
  if (!next) return std::nullopt;
  held_since_[key] = now;
  if (*next >= 0) {
    owners_[static_cast<size_t>(*next)]->granted.notify_one();
    return std::nullopt;
  }
  const JobId& job = parked_owners_.at(*next);
  totals_of(key).waits.add(now - parked_.at(job).since_ms);
  return job;
}

std::optional<std::string> LockCoordinator::withdraw(const JobId& job) {
  std::optional<JobId> granted;
  std::optional<std::string> waited_for;
  {
    const MutexLock guard(mutex_);
    const auto found = parked_.find(job);
    if (found == parked_.end()) return std::nullopt;
    const Parked parked = found->second;
    if (table_.holds(parked.key, parked.owner)) {
      granted = release_locked(parked.key, parked.owner);
    } else {
      table_.withdraw(parked.key, parked.owner);
      waited_for = lock_name(parked.key);
      LockTotals& totals = totals_of(parked.key);
      totals.waits.add(steady_ms() - parked.since_ms);
      ++totals.timed_out;
    }
    parked_owners_.erase(parked.owner);
    parked_.erase(job);
  }
  if (granted) on_granted_(*granted);
  return waited_for;
}

std::string LockCoordinator::owner_name(LockOwner owner) const {
  if (owner >= 0) return owners_[static_cast<size_t>(owner)]->name;
  return fmt::format("job {}", parked_owners_.at(owner));
}

std::vector<LockStatus> LockCoordinator::status() const {
  const MutexLock guard(mutex_);
  std::vector<LockStatus> all;
  for (const LockTable::Held& held : table_.held()) {
    LockStatus status;
    status.name = lock_name(held.key);
    status.holder = owner_name(held.holder);
    if (const auto since = held_since_.find(held.key); since != held_since_.end()) {
      status.held_ms = steady_ms() - since->second;
    }
    for (const LockOwner waiter : held.waiters) status.waiters.push_back(owner_name(waiter));
    all.push_back(std::move(status));
  }
  return all;
}

LockTotalsByKind LockCoordinator::totals() const {
  const MutexLock guard(mutex_);
  LockTotalsByKind totals = totals_;
  for (const LockTable::Held& held : table_.held()) {
    LockTotals& kind = totals[static_cast<size_t>(held.key.kind)];
    ++kind.held_now;
    kind.waiting_now += held.waiters.size();
  }
  return totals;
}

}  // namespace takt::conductor
