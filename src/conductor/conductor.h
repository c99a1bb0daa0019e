#pragma once

// The conductor: studios, their threads, queues and locks (DESIGN section 6). Its event loop is the
// main thread and never blocks (R1). push(), result(), write() and status() may be called from any
// thread.
//
//   Conductor conductor(store, table, clock, {});
//   conductor.run();                       // until request_stop()
//
//   conductor.push({studio, QueueKind::studio, "takeNextPart", payload},
//                  {nullptr, [](const JobReport& report) { ... }});

#include <memory>

#include "conductor/job_control.h"
#include "conductor/job_request.h"
#include "conductor/status.h"
#include "jobs/job_spec.h"
#include "store/store.h"

namespace takt::conductor {

struct Options {
  /// Only these; empty: all studios of the store, as they come and go.
  std::vector<StudioId> studios;
  int ingest_lanes = 2;
  double interactive_deadline_ms = 2000;
  /// Pushes from outside beyond these are refused (JobQueueFull).
  size_t interactive_limit = 100;
  size_t durable_limit = 10'000;
  /// Where people reach this installation; blueprints are told.
  std::string host_url;
  /// Of one call into a blueprint: on the operator's thread, and on the others.
  double operator_script_ms = 5000;
  double other_script_ms = 20'000;
  /// Of new memory that one such call keeps.
  size_t script_memory_bytes = size_t{256} << 20;
  /// Watchdog: a job that runs longer is warned about; a thread that does the same thing for longer
  /// is stalled.
  double slow_job_ms = 10'000;
  double stall_ms = 30'000;
  /// Called on the main thread for every thread that is found stalled; may end the process.
  std::function<void(const std::string& thread)> on_stall;
  /// Called on the main thread about once a second, as long as it is alive. Must not block.
  std::function<void(const StatusSnapshot&)> on_tick;
  /// How long running jobs may take to finish at a stop.
  double drain_ms = 10'000;
};

class Conductor {
 public:
  /// All must outlive the conductor.
  Conductor(Store& store, const JobTable& table, const Clock& clock, Options options);
  /// run() has returned.
  ~Conductor();
  Conductor(const Conductor&) = delete;
  Conductor& operator=(const Conductor&) = delete;

  /// Runs the event loop on the calling thread until the stop is complete. False when a thread did
  /// not end within the drain time: the process must then end without waiting for it.
  bool run();
  /// After run(): it ended because the store takes no more commits. It has to be opened anew.
  bool store_lost() const;
  /// No new jobs; running ones finish, durable ones stay for the next start. Any thread.
  void request_stop();

  /// Queues a job. The id is known at once; what becomes of it comes through the callbacks.
  JobId push(JobRequest request, JobCallbacks callbacks);
  /// State and outcome of a pushed job, for a while after its end.
  JobLookup result(const JobId& id);

  /// What people can do with queued jobs. As long as the conductor.
  JobControl& jobs();

  /// Writes documents that no job writes: settings (with an empty studio), device replies, and the
  /// like. In order; `done` gets the error, or nothing when they are on disk. Settings reach the
  /// threads between jobs.
  using WriteDone = std::function<void(std::optional<UserError>)>;
  void write(const StudioId& studio, ChangeSet changes, WriteDone done);

  StatusSnapshot status();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace takt::conductor
