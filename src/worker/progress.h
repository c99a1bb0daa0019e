#pragma once

// What a thread's job is doing at the moment, and where its time went so far: for the watchdog and
// the status page. Written by the thread, read by any.

#include <string>

#include "base/mutex.h"
#include "script/activity.h"

namespace takt::worker {

class Progress {
 public:
  enum class Stage : uint8_t { compute, lock, commit, device };

  /// One stage of the job; what comes after it is `compute` again.
  class Scope {
   public:
    /// `progress` may be null: nobody looks. `what`: the lock, the device.
    Scope(Progress* progress, Stage stage, std::string what = {});
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Progress* progress_;
  };

  struct Seen {
    /// "waits for playlist:p", "runs getSegment of blueprint b", "commits", "computes", ...
    std::string doing;
    /// Since it began that, or a blueprint call ended meanwhile.
    double doing_ms = 0;
    double lock_ms = 0;
    double blueprint_ms = 0;
    double commit_ms = 0;
    double device_ms = 0;
  };

  /// A new job begins.
  void reset();
  Seen seen() const;
  script::Activity& script() { return script_; }

 private:
  double& total_of(Stage stage) TAKT_REQUIRES(mutex_);

  script::Activity script_;
  mutable Mutex mutex_;
  Stage stage_ TAKT_GUARDED_BY(mutex_) = Stage::compute;
  std::string what_ TAKT_GUARDED_BY(mutex_);
  double since_ms_ TAKT_GUARDED_BY(mutex_) = 0;
  double totals_ms_[4] TAKT_GUARDED_BY(mutex_) = {};
};

}  // namespace takt::worker
