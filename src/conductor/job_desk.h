#pragma once

// Who waits for which job, and what became of the last ones (DESIGN section 4): tickets, callbacks,
// idempotency keys and the list of last refusals. Any thread; callbacks are called without the
// mutex.

#include <deque>
#include <unordered_map>

#include "base/mutex.h"
#include "conductor/job_request.h"
#include "conductor/status.h"

namespace takt::conductor {

class JobDesk {
 public:
  /// Ended jobs are remembered this long, for tickets; and no more than this many.
  static constexpr double kKeepMs = 10 * 60 * 1000.0;
  static constexpr size_t kKeepCount = 10'000;
  static constexpr size_t kRefusals = 50;

  JobDesk(Store& store, const Clock& clock);

  /// `random` as the id of an operator's job: it tells which process has it, so that another one
  /// can say that it is gone.
  JobId interactive_id(const std::string& random) const;

  /// What is known of a job from its push on.
  struct Card {
    StudioId studio;
    QueueKind queue{};
    std::string name;
    /// Empty: none.
    std::string idempotency_key;
    /// Of the request; the same key with another one is refused.
    std::string fingerprint;
  };
  enum class Opened : uint8_t { opened, attached, key_conflict };

  /// Notes a job and who waits for it. When its key is taken by another job of the same request,
  /// the callbacks are attached to that one (`id` becomes its id) and nothing is noted.
  Opened open(JobId& id, Card card, JobCallbacks callbacks);
  /// The store knew the key: `id` was `holder` all along.
  void settle_as(const JobId& id, const JobId& holder);

  void accepted(const JobId& id);
  void started(const JobId& id);
  /// It waits again, for a lock or its next try.
  void put_back(const JobId& id);
  /// Ends the job of the report and those merged into it; tells everybody who waits.
  void finished(JobReport report, const std::vector<JobId>& merged);
  /// finished() with an error for a job that never ran.
  void refuse(const JobId& id, UserError error);

  JobLookup lookup(const JobId& id);
  /// What was noted at the push; nullopt when it is forgotten.
  std::optional<Card> card(const JobId& id) const;
  std::vector<Refusal> refusals() const;

 private:
  struct Entry {
    Card card;
    JobState state = JobState::waiting;
    bool accepted = false;
    std::vector<JobCallbacks> callbacks;
    std::optional<JobReport> report;
  };

  std::vector<JobCallbacks> end(const JobId& id, const JobReport& report) TAKT_REQUIRES(mutex_);
  void note_refusal(const JobReport& report) TAKT_REQUIRES(mutex_);
  void forget_old() TAKT_REQUIRES(mutex_);

  Store& store_;
  const Clock& clock_;
  const std::string process_;
  mutable Mutex mutex_;
  std::unordered_map<JobId, Entry> entries_ TAKT_GUARDED_BY(mutex_);
  std::unordered_map<std::string, JobId> keys_ TAKT_GUARDED_BY(mutex_);  // by studio and key
  std::deque<std::pair<Time, JobId>> ended_ TAKT_GUARDED_BY(mutex_);
  std::deque<Refusal> refusals_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
