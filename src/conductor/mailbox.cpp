#include "conductor/mailbox.h"

#include <cmath>
#include <limits>

#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;
using worker::steady_point;
using worker::Wake;

/// Wakes somebody at its end: made before the lock, it does so without the mutex.
class Mailbox::Call {
 public:
  Call() = default;
  ~Call() {
    if (sleeper != nullptr) sleeper->notify_one();
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  Condition* sleeper = nullptr;
};

Condition* Mailbox::sleeper() {
  if (!open_ || queue_.size() == 0) return nullptr;
  Condition* called = nullptr;
  for (auto lane = asleep_.rbegin(); lane != asleep_.rend(); ++lane) {
    if (is_paused(*lane)) continue;
    Sleeper& found = lanes_.at(*lane);
    if (!std::exchange(found.is_called, true)) return &found.changed;
    if (called == nullptr) called = &found.changed;
  }
  return called;
}

void Mailbox::wake_all() {
  for (auto& [lane, sleeper] : lanes_) sleeper.changed.notify_one();
}

void Mailbox::sleep(int lane, double until_ms) {
  Sleeper& sleeper = lanes_[lane];
  sleeper.is_called = false;
  asleep_.push_back(lane);
  if (std::isinf(until_ms)) {
    sleeper.changed.wait(mutex_);
  } else {
    sleeper.changed.wait_until(mutex_, steady_point(until_ms));
  }
  std::erase(asleep_, lane);
}

void Mailbox::open(std::vector<QueueEntry> loaded) {
  const MutexLock lock(mutex_);
  const double now = steady_ms();
  std::vector<QueueEntry> meanwhile = queue_.take_all();
  for (QueueEntry& entry : loaded) queue_.push(std::move(entry), now, true);
  for (QueueEntry& entry : meanwhile) queue_.push(std::move(entry), now, true);
  open_ = true;
  wake_all();
}

std::vector<QueueEntry> Mailbox::close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  wake_all();
  return queue_.take_all();
}

JobQueue::Push Mailbox::push(QueueEntry entry, bool forced) {
  Call call;
  const MutexLock lock(mutex_);
  if (closed_) return JobQueue::Push::closed;
  const JobQueue::Push pushed = queue_.push(std::move(entry), steady_ms(), forced);
  switch (pushed) {
    case JobQueue::Push::queued:
      ++counts_.pushed;
      break;
    case JobQueue::Push::merged:
      ++counts_.merged;
      break;
    case JobQueue::Push::full:
      ++counts_.refused;
      break;
    case JobQueue::Push::already_there:
    case JobQueue::Push::closed:
      break;
  }
  call.sleeper = sleeper();
  return pushed;
}

bool Mailbox::refuses_durable() {
  const MutexLock lock(mutex_);
  const bool full = queue_.full(true);
  counts_.refused += full;
  return full;
}

void Mailbox::refresh() {
  const MutexLock lock(mutex_);
  ++refresh_;
  wake_all();
}

double Mailbox::expire() {
  std::vector<QueueEntry> expired;
  double next = 0;
  {
    Call call;
    const MutexLock lock(mutex_);
    expired = queue_.take_expired(steady_ms());
    next = queue_.next_deadline_ms();
    // One that was to be tried again has held back its partition.
    if (!expired.empty()) call.sleeper = sleeper();
  }
  if (!expired.empty()) on_expired_(std::move(expired));
  return next;
}

Wake Mailbox::next(int lane, QueueEntry& entry, uint64_t& seen_refresh) {
  Call call;
  MutexLock lock(mutex_);
  while (true) {
    if (closed_) return Wake::stop;
    if (seen_refresh != refresh_) {
      seen_refresh = refresh_;
      call.sleeper = sleeper();
      return Wake::refresh;
    }
    if (!open_ || is_paused(lane)) {
      if (Condition* const other = sleeper()) other->notify_one();
      sleep(lane, std::numeric_limits<double>::infinity());
      continue;
    }
    const double now = steady_ms();
    if (queue_.next_deadline_ms() < now) {
      std::vector<QueueEntry> expired = queue_.take_expired(now);
      lock.unlock();
      on_expired_(std::move(expired));
      lock.lock();
      continue;
    }
    JobQueue::Popped popped = queue_.pop(now, preferred_);
    if (popped.entry) {
      entry = std::move(*popped.entry);
      call.sleeper = sleeper();
      return Wake::job;
    }
    sleep(lane, popped.next_ms);
  }
}

void Mailbox::done(const QueueEntry& entry, bool succeeded) {
  Call call;
  const MutexLock lock(mutex_);
  queue_.done(entry);
  ++(succeeded ? counts_.succeeded : counts_.failed);
  call.sleeper = sleeper();
}

void Mailbox::retry(QueueEntry entry, double not_before_ms) {
  Call call;
  const MutexLock lock(mutex_);
  queue_.retry(std::move(entry), not_before_ms);
  ++counts_.retried;
  call.sleeper = sleeper();
}

void Mailbox::park(QueueEntry entry, double until_ms) {
  Call call;
  const MutexLock lock(mutex_);
  queue_.park(std::move(entry), steady_ms(), until_ms);
  call.sleeper = sleeper();
}

void Mailbox::unpark(const JobId& id) {
  Call call;
  const MutexLock lock(mutex_);
  queue_.unpark(id, steady_ms());
  call.sleeper = sleeper();
}

bool Mailbox::pause(int lane) {
  const MutexLock lock(mutex_);
  return paused_.insert(lane).second;
}

bool Mailbox::resume(int lane) {
  Call call;
  const MutexLock lock(mutex_);
  if (paused_.erase(lane) == 0) return false;
  call.sleeper = sleeper();
  return true;
}

std::optional<QueueEntry> Mailbox::remove(const JobId& id) {
  Call call;
  const MutexLock lock(mutex_);
  std::optional<QueueEntry> removed = queue_.remove(id);
  call.sleeper = sleeper();
  return removed;
}

bool Mailbox::remove_merged(const JobId& id) {
  const MutexLock lock(mutex_);
  return queue_.remove_merged(id);
}

std::optional<QueuedJobInfo> Mailbox::info(const JobId& id) const {
  const MutexLock lock(mutex_);
  return queue_.info(id, steady_ms());
}

Json Mailbox::payload(const JobId& id) const {
  const MutexLock lock(mutex_);
  return queue_.payload(id);
}

std::vector<QueuedJobInfo> Mailbox::list(size_t limit) const {
  const MutexLock lock(mutex_);
  return queue_.list(steady_ms(), limit);
}

bool Mailbox::idle() {
  const MutexLock lock(mutex_);
  return queue_.size() == 0;
}

QueueStatus Mailbox::status() const {
  const MutexLock lock(mutex_);
  QueueStatus status = counts_;
  status.name = name_;
  status.waiting = queue_.size();
  status.low_priority = queue_.low_priority();
  status.delayed = queue_.delayed(steady_ms());
  status.parked = queue_.parked();
  status.paused = paused_.contains(0);
  status.paused_lanes.assign(paused_.upper_bound(0), paused_.end());
  status.limit = queue_.limits().durable;
  return status;
}

}  // namespace takt::conductor
