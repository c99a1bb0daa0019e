#pragma once

// One queue of a studio between those who push and the threads that take from it: a JobQueue behind
// a short mutex. Any thread.
//
// A push wakes one idle thread directly: of several, the one that fell asleep last, which has the
// studio's data still at hand. Whoever takes a job, or wakes and may not take one, wakes the next
// while jobs wait.

#include "base/mutex.h"
#include "conductor/job_queue.h"
#include "conductor/status.h"
#include "worker/worker_thread.h"

namespace takt::conductor {

class Mailbox {
 public:
  using OnExpired = std::function<void(std::vector<QueueEntry>)>;

  /// `preferred` is asked under the mutex; `on_expired` gets, without it, jobs past their deadline.
  Mailbox(std::string name, JobQueue::Limits limits, JobQueue::Preferred preferred,
          OnExpired on_expired)
      : name_(std::move(name)),
        preferred_(std::move(preferred)),
        on_expired_(std::move(on_expired)),
        queue_(limits) {}

  /// Jobs are taken from now on. `loaded`, what was on disk, goes before what was pushed meanwhile.
  void open(std::vector<QueueEntry> loaded);
  /// Threads are told to stop; nothing is taken any more. Returns what was waiting.
  std::vector<QueueEntry> close();

  /// No job is given to this lane (0: to any), until resume(). False: it was so already.
  bool pause(int lane);
  bool resume(int lane);

  /// Refused (full) pushes are counted.
  JobQueue::Push push(QueueEntry entry, bool forced);
  /// Whether a durable job from outside would be refused now; counted when it is.
  bool refuses_durable();
  /// Threads see Wake::refresh once each.
  void refresh();
  /// Takes out jobs past their deadline; returns when to do so again, infinity for never.
  double expire();

  // Of the threads that take jobs:
  /// Blocks. `lane` (from 1 on) and `seen_refresh` are the thread's own.
  worker::Wake next(int lane, QueueEntry& entry, uint64_t& seen_refresh);
  void done(const QueueEntry& entry, bool succeeded);
  void retry(QueueEntry entry, double not_before_ms);
  /// See JobQueue.
  void park(QueueEntry entry, double until_ms);
  void unpark(const JobId& id);

  // For people:
  std::optional<QueueEntry> remove(const JobId& id);
  bool remove_merged(const JobId& id);
  std::optional<QueuedJobInfo> info(const JobId& id) const;
  Json payload(const JobId& id) const;
  std::vector<QueuedJobInfo> list(size_t limit) const;
  /// True when nothing could be taken right now.
  bool idle();

  QueueStatus status() const;
  const std::string& name() const { return name_; }

 private:
  bool is_paused(int lane) const TAKT_REQUIRES(mutex_) {
    return paused_.contains(0) || paused_.contains(lane);
  }
  struct Sleeper {
    Condition changed;
    /// Somebody is about to wake it.
    bool is_called = false;
  };
  class Call;
  /// The one to wake because a job waits; null when there is none. When all are called already, one
  /// is woken by this caller, too: the other may be a slow one.
  Condition* sleeper() TAKT_REQUIRES(mutex_);
  void wake_all() TAKT_REQUIRES(mutex_);
  void sleep(int lane, double until_ms) TAKT_REQUIRES(mutex_);

  const std::string name_;
  const JobQueue::Preferred preferred_;
  const OnExpired on_expired_;
  mutable Mutex mutex_;
  std::map<int, Sleeper> lanes_ TAKT_GUARDED_BY(mutex_);  // none is ever taken out
  std::vector<int> asleep_ TAKT_GUARDED_BY(mutex_);       // last: the last to fall asleep
  JobQueue queue_ TAKT_GUARDED_BY(mutex_);
  bool open_ TAKT_GUARDED_BY(mutex_) = false;
  bool closed_ TAKT_GUARDED_BY(mutex_) = false;
  std::set<int> paused_ TAKT_GUARDED_BY(mutex_);  // lanes; 0: all
  uint64_t refresh_ TAKT_GUARDED_BY(mutex_) = 0;
  QueueStatus counts_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
