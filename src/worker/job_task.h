#pragma once

// One job as a worker thread gets it, and what became of it. Plain values, handed between the
// conductor and the threads.

#include <optional>
#include <string>
#include <vector>

#include "base/user_error.h"
#include "jobs/job_context.h"
#include "store/store.h"

namespace takt::worker {

struct JobTask {
  JobId id;
  QueueKind queue{};
  std::string name;
  Json payload;
  /// It has a record in the store, which its transaction completes.
  bool durable = false;
  /// Equal waiting jobs that this one runs for too.
  std::vector<JobId> merged;
  /// Of the studio's owner; goes into every transaction (R5).
  LeaseEpoch epoch = 0;
  /// On the steady clock (worker/steady.h): not to be carried out after this.
  std::optional<double> deadline_ms;
  /// How long it waited in its queue.
  double queued_ms = 0;
  /// How long it waited for a lock outside its thread (JobEnd::lock_pending), of queued_ms.
  double parked_ms = 0;
  /// Of a durable job: a lock that it can't have in time ends it for good.
  bool is_last_try = false;
  /// Failed jobs that its success makes pointless.
  std::vector<JobId> supersedes;
};

/// Where the time of a job went (DESIGN section 4), in milliseconds.
struct JobTimings {
  double queued_ms = 0;
  double lock_wait_ms = 0;
  double load_ms = 0;
  double blueprint_ms = 0;
  /// What is left of the handler's time.
  double compute_ms = 0;
  double commit_ms = 0;
  /// Showing what was committed to memory and subscribers.
  double publish_ms = 0;
};
Json to_json(const JobTimings& timings);

enum class JobEnd : uint8_t {
  done,
  /// A UserError: an answer.
  failed,
  /// Any other exception of the handler: final, and worth somebody's look.
  defect,
  /// The store could not commit, or a durable job could not get a lock: the same job may be run
  /// again.
  store_failed,
  lock_failed,
  /// It waits for a lock without its thread (LockPending); nothing of it is kept but its steps.
  lock_pending,
  /// The store is poisoned or the studio has another owner: this process must let go of it.
  store_lost,
  /// It had ended before: nothing happened this time.
  already_done,
};

struct JobOutcome {
  JobEnd end = JobEnd::done;
  /// null for nothing, and when it failed.
  Json result;
  std::optional<UserError> error;
  /// Sent with the job's transactions, in order. A failed job sends only what it keeps.
  std::vector<QueuedJob> queued;
  JobTimings timings;
  /// Documents written by the job's transactions.
  ChangeSet changes;
  // For the journal, so that the job can be run again:
  /// The job's now (R8) and the seed of its ids.
  Time now = 0;
  uint64_t seed = 0;
  /// Store::system_commits() of the settings that it ran with.
  uint64_t settings = 0;
  /// CommitReceipt::place of its last transaction.
  uint64_t place = 0;
  /// What the handler was done with (JobContext::keep_until_done).
  std::vector<std::shared_ptr<const void>> leftovers;
  /// JobContext::when_idle.
  std::vector<std::function<void()>> when_idle;
  /// {result} or {error} of each device command.
  std::vector<Json> device_replies;
};

}  // namespace takt::worker
