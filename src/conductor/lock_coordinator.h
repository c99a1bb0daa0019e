#pragma once

// The domain locks of one studio, for its threads: an uncontended lock is taken inline, a contended
// one is handed over by the thread that gives it back. Waiting is bounded; a waiter that gave up is
// withdrawn and never receives the lock later. A playout job never blocks its thread for a rundown:
// it is parked (LockPending), and runs anew once the lock is its own. Any thread; one short mutex.

#include <functional>
#include <memory>
#include <unordered_map>

#include "base/mutex.h"
#include "conductor/lock_table.h"
#include "conductor/status.h"

namespace takt::conductor {

class LockCoordinator {
 public:
  struct Limits {
    /// Jobs with a deadline wait no longer than this, nor past it.
    double operator_wait_ms = 2000;
    double other_wait_ms = 30'000;
  };
  /// A parked job has its lock now. Called on any thread, without the mutex.
  using OnGranted = std::function<void(const JobId&)>;

  LockCoordinator(Limits limits, OnGranted on_granted)
      : limits_(limits), on_granted_(std::move(on_granted)) {}

  /// The lock service of one thread, which must outlive neither the coordinator nor its own thread.
  std::unique_ptr<worker::LockService> service(std::string thread_name, LockClass lock_class);

  /// A job that was parked has ended or won't run: it waits no more, and a lock that it was granted
  /// and didn't take over is given back. The lock's name when it was still waiting for it.
  std::optional<std::string> withdraw(const JobId& job);

  const Limits& limits() const { return limits_; }
  std::vector<LockStatus> status() const;
  LockTotalsByKind totals() const;

 private:
  class Service;
  struct Owner {
    std::string name;
    Condition granted;
  };
  struct Parked {
    worker::LockKey key;
    LockOwner owner{};
    double since_ms = 0;
  };

  void acquire(const worker::LockKey& key, LockOwner owner, LockClass lock_class,
               const worker::JobTask& task);
  bool take_over(const worker::LockKey& key, LockOwner owner, const JobId& job)
      TAKT_REQUIRES(mutex_);
  [[noreturn]] void park(const worker::LockKey& key, const JobId& job) TAKT_REQUIRES(mutex_);
  void wait(const worker::LockKey& key, LockOwner owner, double start_ms,
            const worker::JobTask& task) TAKT_REQUIRES(mutex_);
  void release(const worker::LockKey& key, LockOwner owner);
  /// The parked job that has the lock from now on, to be told without the mutex.
  std::optional<JobId> release_locked(const worker::LockKey& key, LockOwner owner)
      TAKT_REQUIRES(mutex_);
  std::string owner_name(LockOwner owner) const TAKT_REQUIRES(mutex_);
  LockTotals& totals_of(const worker::LockKey& key) TAKT_REQUIRES(mutex_) {
    return totals_[static_cast<size_t>(key.kind)];
  }

  const Limits limits_;
  const OnGranted on_granted_;
  mutable Mutex mutex_;
  LockTable table_ TAKT_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Owner>> owners_ TAKT_GUARDED_BY(mutex_);
  std::unordered_map<JobId, Parked> parked_ TAKT_GUARDED_BY(mutex_);
  std::unordered_map<LockOwner, JobId> parked_owners_ TAKT_GUARDED_BY(mutex_);
  LockOwner last_parked_owner_ TAKT_GUARDED_BY(mutex_) = 0;  // negative ones
  std::map<worker::LockKey, double> held_since_ TAKT_GUARDED_BY(mutex_);
  LockTotalsByKind totals_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
