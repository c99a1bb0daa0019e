#include "base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/log.h"

namespace takt {

namespace {

/// What lower_thread_priority() has given the thread.
thread_local int t_nice = 0;
std::atomic<bool> g_may_raise = true;

// On Linux a thread has a priority of its own.
bool set_nice(int nice) {
  return setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice) == 0;
}

}  // namespace

void lower_thread_priority(int nice) {
  if (set_nice(nice)) {
    t_nice = nice;
  } else {
    log::warning("the thread keeps its priority: {}", std::strerror(errno));
  }
}

RaisedPriority::RaisedPriority() {
  if (t_nice == 0 || !g_may_raise) return;
  if (set_nice(0)) {
    lowered_ = std::exchange(t_nice, 0);
  } else if (g_may_raise.exchange(false)) {
    log::info("threads that hold a playlist keep their low priority: {}", std::strerror(errno));
  }
}

RaisedPriority::~RaisedPriority() {
  if (lowered_ > 0) lower_thread_priority(lowered_);
}

}  // namespace takt
