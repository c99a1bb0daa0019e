#pragma once

// Counts the time until its end as loading, in what a job's time is split into (JobPhases).
//
//   PlayoutModel load(JobContext& context, const PlaylistLock& lock) {
//     const LoadTimer loading(context.phases());
//     return PlayoutModel(context, lock);
//   }

#include <chrono>

#include "jobs/job_context.h"

namespace takt {

class LoadTimer {
 public:
  explicit LoadTimer(JobPhases& phases) : phases_(phases) {}
  ~LoadTimer() {
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start_;
    phases_.load_ms += spent.count();
  }
  LoadTimer(const LoadTimer&) = delete;
  LoadTimer& operator=(const LoadTimer&) = delete;

 private:
  JobPhases& phases_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace takt
