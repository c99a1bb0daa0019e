#pragma once

// What the door hands to the conductor, and what comes back. Plain values; callbacks are called on
// a thread of the conductor's (or inside push() itself), must be quick and must not block.

#include <functional>
#include <optional>
#include <string>

#include "jobs/job_context.h"
#include "worker/job_task.h"

namespace takt::conductor {

/// A job from outside. Whoever makes one has authorised it (R7).
struct JobRequest {
  StudioId studio;
  QueueKind queue{};
  std::string name;
  Json payload = JsonObject{};
  /// The same key within its window gives the first push's job. Empty: none.
  std::string idempotency_key;
  /// Of an interactive job, from now on; absent: the default (2 s).
  std::optional<double> deadline_ms;
  QueueOptions options;
};

/// How a job ended.
struct JobReport {
  JobId id;
  StudioId studio;
  QueueKind queue{};
  std::string name;
  /// null for nothing, and when it failed.
  Json result;
  std::optional<UserError> error;
  worker::JobTimings timings;
  Time finished_at = 0;
};
/// {id, queue, name, result | error, timings, finishedAt}: what callers outside see.
Json to_json(const JobReport& report);

struct JobCallbacks {
  /// The job will run: an interactive one is in its queue, a durable one is on disk. Not called
  /// when it is refused.
  std::function<void(const JobId&)> accepted;
  /// Called once: the job ended, or was refused (queue full, unknown job or studio, ...). Not
  /// called when the program stops before a durable job ran.
  std::function<void(const JobReport&)> finished;
};

enum class JobState : uint8_t { unknown, waiting, running, finished };
std::string_view job_state_name(JobState state);

struct JobLookup {
  JobState state = JobState::unknown;
  /// There when finished. Of a job that ended before the last start: id, result or error only.
  std::optional<JobReport> report;
};

}  // namespace takt::conductor
