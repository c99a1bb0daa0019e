#pragma once

// What people can do with queued jobs: see them, hold a lane, and deal with those that wait or
// failed. Whoever calls has authorised it (R7); every act is noted in the journal with its author.
// Any thread; answers that need the disk come through `Done`, on a thread of the conductor's.

#include <functional>
#include <optional>

#include "conductor/job_request.h"
#include "conductor/queue_entry.h"

namespace takt::conductor {

struct JobQuery {
  std::optional<StudioId> studio;
  std::optional<QueueKind> queue;
  /// One of JobRow::info.state; empty: all.
  std::string state;
  size_t limit = 1000;
};

struct JobRow {
  StudioId studio;
  QueueKind queue{};
  /// State: that of its queue, or "quarantined" (it ended its process twice), or "dead" (it failed
  /// by a defect).
  QueuedJobInfo info;
  int crashes = 0;
  /// Of a dead letter:
  Json error;
  Time failed_at = 0;
  /// Newer data has made trying it again pointless.
  bool superseded = false;
};

struct JobDetails {
  JobRow row;
  /// null when it is not known any more.
  Json payload;
};

class JobControl {
 public:
  /// Null error: done. `id` is the job concerned; after retry(), the one that runs.
  using Done = std::function<void(std::optional<UserError> error, const JobId& id)>;

  virtual ~JobControl() = default;

  virtual std::vector<JobRow> list(const JobQuery& query) = 0;
  /// nullopt: not in a queue, quarantined, or dead.
  virtual std::optional<JobDetails> show(const JobId& id) = 0;

  /// A waiting job doesn't run; whoever waits for it is told.
  virtual void cancel(const JobId& id, const std::string& who, Done done) = 0;
  /// A dead letter or quarantined job runs again. Refused when newer data has replaced what it
  /// carries, unless `forced`.
  virtual void retry(const JobId& id, bool forced, const std::string& who, Done done) = 0;
  /// A dead letter or quarantined job is given up.
  virtual void discard(const JobId& id, const std::string& who, Done done) = 0;

  /// `changed`: it was not so already.
  using Held = std::function<void(std::optional<UserError> error, bool changed)>;
  /// "ingest:<studio>" or one lane of it, "ingest:<studio>#2": takes no new jobs until resume(),
  /// after a restart either. Throws UserError for what isn't there.
  virtual void pause(const std::string& lane, const std::string& who, Held done) = 0;
  virtual void resume(const std::string& lane, const std::string& who, Held done) = 0;
};

}  // namespace takt::conductor
