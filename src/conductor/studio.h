#pragma once

// One studio at work: its threads, queues and locks (DESIGN section 6). Made, started, closed and
// joined on the main thread; push() and status() from any thread. Its playout thread prepares the
// studio (documents, settings, waiting jobs); when that fails, the studio ends and says why.

#include <memory>

#include "base/mutex.h"
#include "conductor/conductor.h"
#include "conductor/event_loop.h"
#include "conductor/job_desk.h"
#include "conductor/journal_writer.h"
#include "conductor/lock_coordinator.h"
#include "conductor/mailbox.h"
#include "conductor/stuck_jobs.h"
#include "conductor/system_writer.h"
#include "worker/device_desk.h"

namespace takt::conductor {

/// What all studios share.
struct Services {
  Store& store;
  const JobTable& table;
  const Clock& clock;
  const Options& options;
  EventLoop& loop;
  JobDesk& desk;
  SystemWriter& writer;
  JournalWriter& journal;
};

class StudioRuntime {
 public:
  /// Called on the main thread.
  struct Observer {
    std::function<void()> on_ready;
    /// Every thread has ended; `failure` is empty after close().
    std::function<void(const std::string& failure)> on_ended;
  };

  StudioRuntime(const Services& services, StudioId id, Observer observer);
  /// Joined.
  ~StudioRuntime();
  StudioRuntime(const StudioRuntime&) = delete;
  StudioRuntime& operator=(const StudioRuntime&) = delete;

  const StudioId& id() const { return id_; }

  // Main thread:
  void start();
  /// No more jobs; running ones finish. `reason` answers the interactive jobs that wait, and the
  /// durable ones too when `for_good`: they stay on disk.
  void close(const std::string& reason, bool for_good);
  /// After on_ended.
  void join();

  // Any thread:
  JobQueue::Push push(QueueKind kind, QueueEntry entry, bool forced);
  bool refuses_durable(QueueKind kind) { return mailbox(kind).refuses_durable(); }
  /// A running job waits for a lock, outside its thread.
  void park(QueueKind kind, QueueEntry entry);
  Mailbox& mailbox(QueueKind kind) { return *mailboxes_[static_cast<size_t>(kind)]; }
  LockCoordinator& locks() { return locks_; }
  StuckJobs& stuck() { return stuck_; }
  void settings_changed();
  /// Committed changes of the studio's documents.
  void note(const std::vector<DocumentChange>& changes);
  LeaseEpoch epoch() const { return epoch_; }
  void fill_status(StudioStatus& status, Detail detail) const;
  JobStatistics& statistics(QueueKind kind) { return statistics_[static_cast<size_t>(kind)]; }

 private:
  struct Worker;

  void add_worker(QueueKind kind, int lane);
  /// On the playout thread, before any job.
  void prepare();
  void open_mailboxes();
  void hold_lanes();
  void recalculate_timers();
  void journal_command(const worker::DeviceDesk::Ended& ended);
  void load_dead_letters();
  void refuse_expired(const std::vector<QueueEntry>& expired);
  void worker_ended(const std::string& failure);
  /// The store is lost for this process.
  void give_up(const std::string& reason);
  void find_on_air();
  bool is_on_air(const std::string& partition) const;
  void watch_deadline(QueueKind kind, double deadline_ms);
  void end_waiting(const std::vector<QueueEntry>& waiting, const UserError& error, bool durable);

  const Services services_;
  const StudioId id_;
  const Observer observer_;
  std::shared_ptr<StudioRuntime*> self_;  // for timers: null when it is gone; main thread only
  LockCoordinator locks_;
  StuckJobs stuck_;
  worker::DeviceDesk devices_;
  std::array<std::unique_ptr<Mailbox>, 3> mailboxes_;
  std::array<JobStatistics, 3> statistics_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<LeaseEpoch> epoch_ = 0;
  /// When a timer looks after deadlines next, by queue.
  std::array<std::atomic<double>, 3> deadline_watch_ms_;
  mutable SharedMutex on_air_mutex_;
  std::set<std::string> on_air_ TAKT_GUARDED_BY(on_air_mutex_);  // partitions
  // Main thread:
  size_t running_workers_ = 0;
  std::string failure_;
};

}  // namespace takt::conductor
