#include "conductor/watchdog.h"

#include "base/log.h"

namespace takt::conductor {

std::string where_time_goes(const ThreadStatus& thread) {
  return fmt::format(
      "{:.1f} s: {} for {:.1f} s (so far: locks {:.1f} s, blueprints {:.1f} s, devices {:.1f} s, "
      "commits {:.1f} s)",
      thread.running_ms / 1000, thread.doing, thread.doing_ms / 1000, thread.lock_ms / 1000,
      thread.blueprint_ms / 1000, thread.device_ms / 1000, thread.commit_ms / 1000);
}

std::vector<std::string> Watchdog::look(const StatusSnapshot& status) {
  std::vector<std::string> stalled;
  std::map<std::string, Said> said;
  for (const StudioStatus& studio : status.studios) {
    for (const ThreadStatus& thread : studio.threads) {
      if (thread.job_id.empty() || thread.running_ms <= limits_.slow_ms) continue;
      const bool is_stalled = thread.doing_ms > limits_.stall_ms;
      const Step step = is_stalled ? Step::stalled : Step::slow;
      const auto before = said_.find(thread.name);
      const bool is_same_job = before != said_.end() && before->second.job == thread.job_id;
      said[thread.name] = {thread.job_id, step};
      if (is_same_job && before->second.step >= step) {
        said[thread.name].step = before->second.step;
        continue;
      }
      if (is_stalled) {
        log::error("{} (system thread {}) is stalled: job {} ({}) has run for {}", thread.name,
                   thread.os_id, thread.job_name, thread.job_id, where_time_goes(thread));
        stalled.push_back(thread.name);
      } else {
        log::warning("{}: job {} ({}) is slow, it has run for {}", thread.name, thread.job_name,
                     thread.job_id, where_time_goes(thread));
      }
    }
  }
  said_ = std::move(said);
  return stalled;
}

}  // namespace takt::conductor
