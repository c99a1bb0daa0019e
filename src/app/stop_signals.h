#pragma once

// SIGTERM and SIGINT on a thread of their own: the first asks for a graceful stop, the second ends
// the process at once. Made before any other thread, so that all inherit the mask.

#include <csignal>
#include <functional>
#include <thread>

#include "base/mutex.h"

namespace takt::app {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Called at the first signal, on the signals' thread, or now if that has come. Replaces what was
  /// there before; null: nothing.
  void on_stop(std::function<void()> stop);
  bool stopped() const;

 private:
  static constexpr int kQuit = SIGUSR1;

  void run();

  sigset_t set_{};
  mutable Mutex mutex_;  // held during a call of stop_
  std::function<void()> stop_ TAKT_GUARDED_BY(mutex_);
  bool stopped_ TAKT_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace takt::app
