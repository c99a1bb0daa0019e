#pragma once

// One worker thread of a studio: takes jobs from its source, runs them one after the other, gives
// the outcomes back. It has its own script engine, blueprints and configuration; changed settings
// are taken over between jobs. No defect of a job ends it. Made, started and joined by the
// conductor.

#include <atomic>
#include <thread>

#include "base/mutex.h"
#include "jobs/job_spec.h"
#include "worker/blueprint_host.h"
#include "worker/progress.h"
#include "worker/seams.h"

namespace takt::worker {

enum class Wake : uint8_t { job, refresh, stop };

/// Where a thread's jobs come from and go to. Used by that thread.
class JobSource {
 public:
  virtual ~JobSource() = default;
  /// Blocks until there is something to do. `refresh`: settings may have changed.
  virtual Wake next(JobTask& task) = 0;
  virtual void finished(JobTask task, JobOutcome outcome) = 0;
  /// True when next() would block now: time for housekeeping.
  virtual bool idle() = 0;
};

class WorkerThread {
 public:
  struct Setup {
    /// In status and logs: "ingest:studio0#1".
    std::string name;
    /// In the operating system, cut to 15 characters.
    std::string os_name;
    StudioId studio;
    BlueprintHost::Options blueprints;
    /// Steps behind other threads of the process when processors are short (Linux: by thread).
    int niceness = 0;
    /// In front of all others, where the system allows it.
    bool is_in_front = false;
    /// Loads the blueprints of a show that is on air ahead of its next job.
    bool warms_up = false;
    /// Runs on the thread before its first job; may be empty. Throws when the studio can't start.
    std::function<void()> prepare;
    /// The thread is about to take jobs. On the thread, as on_ended.
    std::function<void()> on_ready;
    /// The thread is about to end; `failure` says why it never became ready, empty otherwise.
    std::function<void(const std::string& failure)> on_ended;
  };
  struct World {
    const JobTable& table;
    Store& store;
    const Clock& clock;
    DeviceCommands& devices;
  };
  enum class Phase : uint8_t { unstarted, starting, idle, running, ended };
  struct Activity {
    Phase phase{};
    std::string job_id;
    std::string job_name;
    /// Of the running job, on the steady clock.
    double since_ms = 0;
    uint64_t jobs_done = 0;
    /// Spent in them.
    double busy_ms = 0;
    /// Of the running job.
    Progress::Seen progress;
    /// The thread's number in the operating system; 0 before it runs.
    int os_id = 0;
    /// What is wrong with changed settings, while the thread goes on with the earlier ones.
    std::string settings_problem;
  };

  /// All must outlive the thread.
  WorkerThread(Setup setup, World world, JobSource& source, LockService& locks,
               FollowUps& follow_ups);
  /// Joined, or never started.
  ~WorkerThread();
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

  void start();
  void join();
  Activity activity() const;
  const std::string& name() const { return setup_.name; }
  /// A random id, another one for each WorkerThread.
  const std::string& instance() const { return instance_; }

 private:
  class Body;

  void set_phase(Phase phase);

  const Setup setup_;
  const World world_;
  const std::string instance_ = RandomIds().next();
  JobSource& source_;
  LockService& locks_;
  FollowUps& follow_ups_;
  Progress progress_;
  std::thread thread_;
  mutable Mutex mutex_;
  Activity activity_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::worker
