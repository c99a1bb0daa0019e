#include "worker/worker_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <cstdlib>

#include "base/log.h"
#include "base/seeded_ids.h"
#include "base/thread_priority.h"
#include "blueprints/blueprints.h"
#include "worker/job_runner.h"
#include "worker/steady.h"

namespace takt::worker {

namespace {

/// Has the allocator hold what the next job is likely to take, page by page in use already: growing
/// and the faults of new pages would be a part of that job's time.
void keep_memory_ready() {
  constexpr size_t kBytes = 1 << 20;
  constexpr size_t kPage = 4096;
  auto* const block = static_cast<volatile char*>(std::malloc(kBytes));
  if (block == nullptr) return;
  for (size_t at = 0; at < kBytes; at += kPage) block[at] = 0;
  std::free(const_cast<char*>(block));
}

}  // namespace

/// What lives on the thread itself.
class WorkerThread::Body {
 public:
  explicit Body(WorkerThread& thread)
      : thread_(thread),
        blueprints_(thread.setup_.blueprints),
        runner_(thread.world_.table, thread.world_.store, thread.locks_, thread.world_.devices,
                thread.follow_ups_, thread.world_.clock, ids_,
                [this]() -> blueprints::Blueprints& { return blueprints_.get(); }) {
    runner_.report_to(thread_.progress_);
    script::Activity::attach(&thread_.progress_.script());
  }
  ~Body() { script::Activity::attach(nullptr); }

  /// Why the thread never became ready; empty when it did, and was told to stop.
  std::string run() {
    std::string failure;
    try {
      if (thread_.setup_.prepare) thread_.setup_.prepare();
      configure();
      if (thread_.setup_.on_ready) thread_.setup_.on_ready();
      thread_.set_phase(Phase::idle);
      warm_up();
    } catch (...) {
      failure = to_user_error(std::current_exception()).raw_message();
    }
    if (failure.empty()) take_jobs();
    return failure;
  }

 private:
  void configure() {
    const uint64_t version = thread_.world_.store.system_commits();
    configuration_ =
        std::make_unique<Configuration>(thread_.world_.store.system(), thread_.setup_.studio);
    settings_ = version;
  }

  void take_jobs() {
    JobTask task;
    while (true) {
      switch (thread_.source_.next(task)) {
        case Wake::stop:
          return;
        case Wake::refresh:
          refresh();
          break;
        case Wake::job:
          run_job(std::move(task));
          break;
      }
      task = {};
    }
  }

  /// A show on air goes on with the settings it has when the changed ones can't be used.
  void refresh() {
    std::string problem;
    try {
      configure();
    } catch (...) {
      problem = to_user_error(std::current_exception()).raw_message();
      log::error("changed settings are not taken over: {}", problem);
    }
    {
      const MutexLock lock(thread_.mutex_);
      thread_.activity_.settings_problem = std::move(problem);
    }
    warm_up();
  }

  /// So that the first take after a restart or a change of settings doesn't pay for it.
  void warm_up() {
    const Documents& documents = thread_.world_.store.studio(thread_.setup_.studio);
    const auto playlists = documents.all<Playlist>();
    const bool on_air = std::any_of(playlists.begin(), playlists.end(), [](const auto& playlist) {
      return playlist->activationId.has_value();
    });
    if (!thread_.setup_.warms_up || !on_air || !thread_.source_.idle()) return;
    const JobTask task;
    JobOutcome outcome;
    JobContextImpl context = runner_.context(task, *configuration_, outcome);
    try {
      blueprints_.get().studio(context);
      blueprints_.get().studio_config(context);
      for (const auto& base : configuration_->show_style_bases()) {
        blueprints_.get().show_style(context, *base);
      }
    } catch (...) {
      // The job that needs it says so.
      log::info("blueprints are not loaded ahead: {}",
                to_user_error(std::current_exception()).raw_message());
    }
  }

  void run_job(JobTask task) {
    thread_.progress_.reset();
    {
      const MutexLock lock(thread_.mutex_);
      Activity& activity = thread_.activity_;
      activity.phase = Phase::running;
      activity.job_id = task.id.str();
      activity.job_name = task.name;
      activity.since_ms = steady_ms();
    }
    log::context().job = task.id.str();
    const uint64_t seed = random_.seed();
    ids_.restart(seed);
    JobOutcome outcome = run_bounded(task);
    outcome.seed = seed;
    outcome.settings = settings_;
    log::context().job.clear();
    {
      const MutexLock lock(thread_.mutex_);
      Activity& activity = thread_.activity_;
      activity.phase = Phase::idle;
      activity.job_id.clear();
      activity.job_name.clear();
      ++activity.jobs_done;
      activity.busy_ms += steady_ms() - activity.since_ms;
    }
    const auto idle_work = std::exchange(outcome.when_idle, {});
    thread_.source_.finished(std::move(task), std::move(outcome));
    for (const auto& action : idle_work) {
      if (!thread_.source_.idle()) return;
      run_ahead(action);
    }
    if (!thread_.source_.idle()) return;
    blueprints_.idle();
    keep_memory_ready();
  }

  static void run_ahead(const std::function<void()>& action) {
    try {
      action();
    } catch (const std::exception& error) {
      // The job that needs it says so.
      log::debug("nothing is made ready for the next job: {}", error.what());
    }
  }

  JobOutcome run_bounded(const JobTask& task) {
    const BoundedTurn turn;
    return runner_.run(task, *configuration_);
  }

  WorkerThread& thread_;
  RandomIds random_;
  SeededIds ids_;  // anew for each job
  BlueprintHost blueprints_;
  JobRunner runner_;
  std::unique_ptr<Configuration> configuration_;
  uint64_t settings_ = 0;  // JobOutcome::settings
};

WorkerThread::WorkerThread(Setup setup, World world, JobSource& source, LockService& locks,
                           FollowUps& follow_ups)
    : setup_(std::move(setup)),
      world_(world),
      source_(source),
      locks_(locks),
      follow_ups_(follow_ups) {}

WorkerThread::~WorkerThread() = default;

void WorkerThread::start() {
  set_phase(Phase::starting);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), setup_.os_name.substr(0, 15).c_str());
    log::context().thread = setup_.name;
    if (setup_.niceness > 0) lower_thread_priority(setup_.niceness);
    if (setup_.is_in_front) put_thread_in_front();
    {
      const MutexLock lock(mutex_);
      activity_.os_id = gettid();
    }
    // The script engine is gone when the end is told: whoever joins then doesn't wait for it.
    const std::string failure = Body(*this).run();
    set_phase(Phase::ended);
    if (setup_.on_ended) setup_.on_ended(failure);
  });
}

void WorkerThread::join() {
  if (thread_.joinable()) thread_.join();
}

WorkerThread::Activity WorkerThread::activity() const {
  Activity activity;
  {
    const MutexLock lock(mutex_);
    activity = activity_;
  }
  if (activity.phase == Phase::running) activity.progress = progress_.seen();
  return activity;
}

void WorkerThread::set_phase(Phase phase) {
  const MutexLock lock(mutex_);
  activity_.phase = phase;
}

}  // namespace takt::worker
