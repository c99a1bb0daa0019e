#pragma once

// The domain locks of one studio, for its threads: an uncontended lock is taken inline, a contended
// one is handed over by the thread that gives it back. Waiting is bounded; a waiter that gave up is
// withdrawn and never receives the lock later. Any thread; one short mutex.

#include <memory>
#include <mutex>

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

  explicit LockCoordinator(Limits limits) : limits_(limits) {}

  /// The lock service of one thread, which must outlive neither the coordinator nor its own thread.
  std::unique_ptr<worker::LockService> service(std::string thread_name, LockClass lock_class);

  std::vector<LockStatus> status() const;
  LockTotals totals() const;

 private:
  class Service;
  struct Owner {
    std::string name;
    std::condition_variable granted;
  };

  void acquire(const worker::LockKey& key, LockOwner owner, LockClass lock_class,
               const worker::JobTask& task);
  void wait(std::unique_lock<std::mutex>& lock, const worker::LockKey& key, LockOwner owner,
            double start_ms, const worker::JobTask& task);
  void release(const worker::LockKey& key, LockOwner owner);

  const Limits limits_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  LockTable table_;
  std::vector<std::unique_ptr<Owner>> owners_;
  std::map<worker::LockKey, double> held_since_;
  LockTotals totals_;
};

}  // namespace takt::conductor
