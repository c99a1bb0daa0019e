#pragma once

// Runs one job to its end on the calling thread: context, handler, one transaction, locks given
// back (DESIGN R4). Never throws: what the handler or the store throws is in the outcome. A thread
// has its own.

#include "jobs/job_spec.h"
#include "worker/job_context_impl.h"

namespace takt::worker {

class JobRunner {
 public:
  /// All must outlive the runner. `blueprints` is asked only by jobs that use them.
  JobRunner(const JobTable& table, Store& store, LockService& locks, DeviceCommands& devices,
            FollowUps& follow_ups, const Clock& clock, IdGenerator& ids, BlueprintSource blueprints)
      : table_(table),
        store_(store),
        locks_(locks),
        devices_(devices),
        follow_ups_(follow_ups),
        clock_(clock),
        ids_(ids),
        blueprints_(std::move(blueprints)) {}

  /// When it returns, the job's transaction is on disk and its locks are given back. With
  /// JobEnd::store_failed nothing of it is (but earlier steps, JobContext::commit_step).
  JobOutcome run(const JobTask& task, const Configuration& configuration);
  /// Says there what the running job does; it must outlive the runner.
  void report_to(Progress& progress) { progress_ = &progress; }
  /// The context that run() gives the handler; all must outlive it.
  JobContextImpl context(const JobTask& task, const Configuration& configuration,
                         JobOutcome& outcome) {
    return {{store_, locks_, devices_, follow_ups_, clock_, ids_, blueprints_, progress_},
            configuration,
            task,
            outcome};
  }

 private:
  void run_handler(JobContextImpl& context, const JobTask& task, JobOutcome& outcome);
  Transaction mark(const JobTask& task, const StudioId& studio, JobMark what) const;
  void note_start(const JobTask& task, const StudioId& studio);
  void note_interruption(const JobTask& task, const StudioId& studio, JobEnd end);
  void commit_failure(JobContextImpl& context, const JobTask& task, JobOutcome& outcome);

  const JobTable& table_;
  Store& store_;
  LockService& locks_;
  DeviceCommands& devices_;
  FollowUps& follow_ups_;
  const Clock& clock_;
  IdGenerator& ids_;
  BlueprintSource blueprints_;
  Progress* progress_ = nullptr;
};

}  // namespace takt::worker
