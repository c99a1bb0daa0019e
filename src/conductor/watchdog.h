#pragma once

// Looks at running jobs (DESIGN section 6): one that takes long is warned about, once, with where
// its time goes; a thread that has been doing one and the same thing for too long is stalled, which
// is reported for its studio. A blueprint past its budget is not this one's business: the script
// engine interrupts it. Main thread.

#include <map>
#include <string>
#include <vector>

#include "conductor/status.h"

namespace takt::conductor {

class Watchdog {
 public:
  struct Limits {
    double slow_ms = 0;
    double stall_ms = 0;
  };

  explicit Watchdog(Limits limits) : limits_(limits) {}

  /// Logs what is new. The threads that are stalled and weren't before.
  std::vector<std::string> look(const StatusSnapshot& status);

 private:
  enum class Step : uint8_t { slow, stalled };
  /// What was said of a thread's job.
  struct Said {
    std::string job;
    Step step{};
  };

  const Limits limits_;
  std::map<std::string, Said> said_;  // by thread
};

/// "10.2 s: runs getSegment of blueprint b for 9.8 s (so far: lock 0.1 s, blueprint 9.9 s, ...)".
std::string where_time_goes(const ThreadStatus& thread);

}  // namespace takt::conductor
