#pragma once

// The main thread's loop: functions posted from other threads, and timers. Handlers must not block;
// the longest one is measured and warned about (R1). post(), at() and stop() may be called from any
// thread.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"

namespace takt::conductor {

class EventLoop {
 public:
  using Handler = std::function<void()>;

  /// A handler that takes longer is logged.
  static constexpr double kSlowHandlerMs = 5;

  /// `what` names the handler in the log; a literal.
  void post(const char* what, Handler handler) { at(0, what, std::move(handler)); }
  /// When the steady clock (worker/steady.h) reaches `time_ms`.
  void at(double time_ms, const char* what, Handler handler);

  /// Runs handlers on the calling thread until stop().
  void run();
  void stop();

  struct Longest {
    std::string what;
    double ms = 0;
    /// Of the handler with the most work; a busy machine doesn't make it longer.
    double cpu_ms = 0;
  };
  Longest longest_handler() const;

 private:
  struct Entry {
    const char* what;
    Handler handler;
  };

  void call(const Entry& entry);

  mutable Mutex mutex_;
  Condition changed_;
  // Same times in the order in which they came:
  std::multimap<double, Entry> entries_ TAKT_GUARDED_BY(mutex_);
  bool stopped_ TAKT_GUARDED_BY(mutex_) = false;
  Longest longest_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
