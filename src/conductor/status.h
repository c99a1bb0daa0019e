#pragma once

// What the runtime is doing, at one moment: for the status page, /metrics, /readyz and `takt
// status`. Plain values. Durations are ms; a time "since" is how long something has been so.

#include <array>
#include <string>
#include <vector>

#include "base/json.h"
#include "conductor/job_request.h"
#include "conductor/job_statistics.h"
#include "worker/seams.h"

namespace takt::conductor {

/// How much of it: the main thread looks at its threads every second, and at nothing more.
enum class Detail : uint8_t { threads, full };

struct ThreadStatus {
  /// "studio:<id>", "ingest:<id>#1", "events:<id>".
  std::string name;
  /// "starting", "idle", "running", "slow" (its job, over 10 s), "stalled" (at the same thing for
  /// over 30 s), "stopped".
  std::string state;
  /// Why not good; empty otherwise.
  std::string reason;
  /// Of the running job; empty otherwise.
  std::string job_id;
  std::string job_name;
  double running_ms = 0;
  /// What it does at the moment ("waits for playlist:p"), and since when.
  std::string doing;
  double doing_ms = 0;
  /// Of its time so far.
  double lock_ms = 0;
  double blueprint_ms = 0;
  double device_ms = 0;
  double commit_ms = 0;
  uint64_t jobs_done = 0;
  /// Of all its jobs that ended.
  double busy_ms = 0;
  /// Another one after each start of the thread.
  std::string instance;
  /// The thread's number in the operating system.
  int os_id = 0;
  /// spec/runtime.md section 3: 1 good, 2 slow, 4 bad.
  int status_code = 1;
};

struct QueueStatus {
  /// "studio:<id>", "ingest:<id>", "events:<id>".
  std::string name;
  size_t waiting = 0;
  size_t low_priority = 0;
  /// Waiting for their time (debounce or retry); counted in `waiting` too.
  size_t delayed = 0;
  /// Waiting for a lock outside their thread; counted in `waiting` too.
  size_t parked = 0;
  /// By an operator: the whole queue, or these of its lanes.
  bool paused = false;
  std::vector<int> paused_lanes;
  size_t limit = 0;
  uint64_t pushed = 0;
  uint64_t merged = 0;
  uint64_t refused = 0;
  uint64_t succeeded = 0;
  uint64_t failed = 0;
  /// Tries that the store or a lock failed, and that were made again.
  uint64_t retried = 0;
  /// With Detail::full.
  JobStatisticsSeen jobs;
};

struct LockStatus {
  /// "rundown:<id>", "playlist:<id>".
  std::string name;
  std::string holder;
  double held_ms = 0;
  std::vector<std::string> waiters;
};

/// How often something took up to so long; the last one counts what took longer.
struct TimeCounts {
  static constexpr std::array<double, 8> kUpToMs{0.1, 1, 5, 20, 100, 500, 2000, 10'000};
  std::array<uint64_t, kUpToMs.size() + 1> counts{};
  uint64_t count = 0;
  double total_ms = 0;
  double longest_ms = 0;

  void add(double ms);
};

/// Of the locks of one kind, since the studio started.
struct LockTotals {
  uint64_t acquired = 0;
  /// Of these and the given up ones: not free at once.
  uint64_t waited = 0;
  /// Waited for by playout jobs without their thread.
  uint64_t parked = 0;
  uint64_t timed_out = 0;
  /// Of all that waited, given up ones too.
  TimeCounts waits;
  TimeCounts holds;
  /// At this moment: locks that are held, and who waits for one.
  size_t held_now = 0;
  size_t waiting_now = 0;
};

/// In the order of LockKind.
using LockTotalsByKind = std::array<LockTotals, 2>;
inline constexpr std::array<const char*, 2> kLockKinds{"rundown", "playlist"};
inline const LockTotals& of_kind(const LockTotalsByKind& totals, worker::LockKind kind) {
  return totals[static_cast<size_t>(kind)];
}

/// A job that was refused or failed, for the page's "last refusals".
struct Refusal {
  Time at = 0;
  StudioId studio;
  std::string queue;
  std::string job;
  JobId id;
  Json error;
};

struct StudioStatus {
  StudioId id;
  std::string name;
  /// "starting", "running", "stalled" (a thread is), "failed", "stopping".
  std::string state;
  /// Why it failed, or what is wrong with changed settings while it goes on with the old ones.
  std::string reason;
  /// When failed: until the next try.
  double retry_in_ms = 0;
  std::vector<ThreadStatus> threads;
  std::vector<QueueStatus> queues;
  std::vector<LockStatus> locks;
  LockTotalsByKind lock_totals;
  /// Jobs that won't run by themselves any more.
  size_t dead_letters = 0;
  size_t quarantined = 0;
};

struct StatusSnapshot {
  std::vector<StudioStatus> studios;
  /// Newest first.
  std::vector<Refusal> refusals;
  double uptime_ms = 0;
  /// Of the main thread's handlers (R1).
  double longest_handler_ms = 0;
  std::string longest_handler;
  /// Work of the one with the most of it.
  double longest_handler_cpu_ms = 0;
  /// Writes that wait for the system thread.
  size_t system_backlog = 0;
  size_t journal_backlog = 0;
  uint64_t journal_lost = 0;
  StoreStatistics store;
  bool stopping = false;
  /// Every studio runs.
  bool ready = false;
};

Json to_json(const StatusSnapshot& status);

}  // namespace takt::conductor
