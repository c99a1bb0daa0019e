#pragma once

// What script a thread is in, for others to see: the watchdog and the status page. The thread
// attaches an Activity; whoever calls a script opens a Scope around it. seen() may be called from
// any thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"

namespace takt::script {

class Activity {
 public:
  struct Seen {
    std::string blueprint;
    std::string method;
    /// Of the running call; 0 when none runs.
    double running_ms = 0;
    /// Of all calls since reset(), the running one too.
    double total_ms = 0;
    /// Since a call began or ended, or reset().
    double unchanged_ms = 0;
  };

  /// The calling thread notes its calls there from now on; null: nowhere.
  static void attach(Activity* activity);

  /// One call. Calls inside it don't show.
  class Scope {
   public:
    Scope(std::string_view blueprint, std::string_view method);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Activity* activity_;  // null: nested, or nobody looks
  };

  /// A new job begins.
  void reset();
  Seen seen() const;

 private:
  using Clock = std::chrono::steady_clock;

  mutable Mutex mutex_;
  std::string blueprint_ TAKT_GUARDED_BY(mutex_);
  std::string method_ TAKT_GUARDED_BY(mutex_);
  std::optional<Clock::time_point> since_ TAKT_GUARDED_BY(mutex_);
  Clock::time_point changed_ TAKT_GUARDED_BY(mutex_){};
  Clock::duration total_ TAKT_GUARDED_BY(mutex_){};
};

}  // namespace takt::script
