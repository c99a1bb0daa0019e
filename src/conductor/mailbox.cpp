#include "conductor/mailbox.h"

#include <cmath>

#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;
using worker::steady_point;
using worker::Wake;

void Mailbox::open(std::vector<QueueEntry> loaded) {
  {
    const std::lock_guard lock(mutex_);
    const double now = steady_ms();
    std::vector<QueueEntry> meanwhile = queue_.take_all();
    for (QueueEntry& entry : loaded) queue_.push(std::move(entry), now, true);
    for (QueueEntry& entry : meanwhile) queue_.push(std::move(entry), now, true);
    open_ = true;
  }
  changed_.notify_all();
}

std::vector<QueueEntry> Mailbox::close() {
  std::vector<QueueEntry> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting = queue_.take_all();
  }
  changed_.notify_all();
  return waiting;
}

JobQueue::Push Mailbox::push(QueueEntry entry, bool forced) {
  JobQueue::Push pushed;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return JobQueue::Push::closed;
    pushed = queue_.push(std::move(entry), steady_ms(), forced);
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
  }
  changed_.notify_one();
  return pushed;
}

bool Mailbox::refuses_durable() {
  const std::lock_guard lock(mutex_);
  const bool full = queue_.full(true);
  counts_.refused += full;
  return full;
}

void Mailbox::refresh() {
  {
    const std::lock_guard lock(mutex_);
    ++refresh_;
  }
  changed_.notify_all();
}

double Mailbox::expire() {
  std::vector<QueueEntry> expired;
  double next = 0;
  {
    const std::lock_guard lock(mutex_);
    expired = queue_.take_expired(steady_ms());
    next = queue_.next_deadline_ms();
  }
  if (!expired.empty()) on_expired_(std::move(expired));
  return next;
}

Wake Mailbox::next(QueueEntry& entry, uint64_t& seen_refresh) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (closed_) return Wake::stop;
    if (seen_refresh != refresh_) {
      seen_refresh = refresh_;
      return Wake::refresh;
    }
    if (!open_) {
      changed_.wait(lock);
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
      return Wake::job;
    }
    if (std::isinf(popped.next_ms)) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, steady_point(popped.next_ms));
    }
  }
}

void Mailbox::done(const QueueEntry& entry, bool succeeded) {
  {
    const std::lock_guard lock(mutex_);
    queue_.done(entry);
    ++(succeeded ? counts_.succeeded : counts_.failed);
  }
  // Another lane may wait for this partition.
  changed_.notify_one();
}

void Mailbox::retry(QueueEntry entry, double not_before_ms) {
  {
    const std::lock_guard lock(mutex_);
    queue_.retry(std::move(entry), not_before_ms);
  }
  changed_.notify_all();
}

bool Mailbox::idle() {
  const std::lock_guard lock(mutex_);
  return queue_.size() == 0;
}

QueueStatus Mailbox::status() const {
  const std::lock_guard lock(mutex_);
  QueueStatus status = counts_;
  status.name = name_;
  status.waiting = queue_.size();
  status.low_priority = queue_.low_priority();
  status.delayed = queue_.delayed(steady_ms());
  status.limit = queue_.limits().durable;
  return status;
}

}  // namespace takt::conductor
