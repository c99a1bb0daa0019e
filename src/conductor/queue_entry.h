#pragma once

// One job as it waits in a queue, and how it is shown to people. Plain values; times named _ms are
// on the steady clock, Time is wall time.

#include <optional>
#include <string>
#include <vector>

#include "worker/job_task.h"

namespace takt::conductor {

struct QueueEntry {
  JobId id;
  std::string name;
  Json payload;
  bool durable = false;
  std::vector<JobId> merged;
  std::string partition;
  /// Equal waiting jobs run once; empty: never merged.
  std::string merge_key;
  /// Payload member to which that of a merged job is appended; empty: none.
  std::string appends;
  /// 0 normal, 1 low.
  int priority = 0;
  Time queued_at = 0;
  /// 0: set by push().
  double pushed_ms = 0;
  double not_before_ms = 0;
  /// Interactive: not to be carried out after this.
  std::optional<double> deadline_ms;
  /// Starts before this process's.
  int attempts = 0;
  /// Tries of this process that the store or a lock failed.
  int failures = 0;
  /// Of these, by a lock.
  int lock_failures = 0;
  /// For a lock: since when, until when at most (0: not parked), and how long altogether.
  double parked_since_ms = 0;
  double parked_until_ms = 0;
  double parked_ms = 0;

  /// When it has to be told that it won't be carried out.
  std::optional<double> due_ms() const {
    if (parked_until_ms == 0) return deadline_ms;
    return deadline_ms ? std::min(*deadline_ms, parked_until_ms) : parked_until_ms;
  }
};

/// A job of a queue as people see it.
struct QueuedJobInfo {
  JobId id;
  std::string name;
  /// "waiting", "delayed", "parked" (for a lock), "running".
  std::string state;
  std::string partition;
  bool durable = false;
  int priority = 0;
  Time queued_at = 0;
  double waited_ms = 0;
  int attempts = 0;
  size_t merged = 0;
};
QueuedJobInfo info_of(const QueueEntry& entry, std::string state, double now_ms);

}  // namespace takt::conductor
