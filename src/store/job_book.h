#pragma once

// The durable jobs that a store knows: the waiting ones in the order in which they were queued, and
// of the ended ones as much as the idempotency window needs. Both stores keep one in memory, in
// step with what they wrote. Any thread.
//
// A commit reserves first, then either applies or releases, so that two commits under way can't
// both use an idempotency key or both complete a job.

#include <deque>
#include <list>
#include <unordered_map>
#include <unordered_set>

#include "base/mutex.h"
#include "store/store.h"

namespace takt {

class JobBook {
 public:
  explicit JobBook(CompletionRetention retention = {}) : retention_(retention) {}

  // At open: what is on disk, in order.
  void load_waiting(JobRecord job);
  /// `studio` and `key` are those of the ended job; empty when it had no key. Returns the ended
  /// jobs that are forgotten from now on.
  std::vector<JobId> load_ended(const JobId& id, const StudioId& studio, const std::string& key,
                                Time finished_at);

  /// Throws IdempotencyKeyTakenError or JobAlreadyDoneError, having reserved nothing.
  void reserve(const Transaction& transaction);
  void release(const Transaction& transaction);
  /// Ends the reservation; returns the ended jobs that are forgotten from now on.
  std::vector<JobId> apply(const Transaction& transaction);

  std::vector<JobRecord> waiting(const StudioId& studio) const;
  /// The record of a waiting job.
  std::optional<JobRecord> find_waiting(const JobId& id) const;
  /// False for a job that is unknown, waiting or forgotten.
  bool has_ended(const JobId& id) const;
  std::optional<JobId> with_key(const StudioId& studio, const std::string& key) const;

 private:
  using Place = std::list<JobRecord>::iterator;
  struct Ended {
    JobId id;
    std::string key;  // of keys_; empty: none
    Time finished_at = 0;
  };

  void put(JobRecord job) TAKT_REQUIRES(mutex_);
  void erase(const JobId& id) TAKT_REQUIRES(mutex_);
  void mark(const MarkedJob& marked) TAKT_REQUIRES(mutex_);
  void complete(const JobId& id, Time finished_at) TAKT_REQUIRES(mutex_);
  void end(JobId id, std::string key, Time finished_at) TAKT_REQUIRES(mutex_);
  std::vector<JobId> forget_old() TAKT_REQUIRES(mutex_);

  const CompletionRetention retention_;
  mutable Mutex mutex_;
  std::unordered_map<StudioId, std::list<JobRecord>> waiting_ TAKT_GUARDED_BY(mutex_);
  std::unordered_map<JobId, Place> places_ TAKT_GUARDED_BY(mutex_);
  // By studio and key, reserved ones too:
  std::unordered_map<std::string, JobId> keys_ TAKT_GUARDED_BY(mutex_);
  std::deque<Ended> ended_ TAKT_GUARDED_BY(mutex_);              // in the order in which they ended
  std::unordered_set<JobId> ended_ids_ TAKT_GUARDED_BY(mutex_);  // reserved ones too
  Time newest_end_ TAKT_GUARDED_BY(mutex_) = 0;
};

}  // namespace takt
