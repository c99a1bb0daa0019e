#include "base/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/log.h"

namespace takt {

namespace {

constexpr int kInFront = -10;
/// ns. Who asks for short turns gets its first one sooner (Linux 6.12 and later).
constexpr uint64_t kShortTurn = 300'000;
constexpr int kRaised = -5;

/// As sched_setattr(2) has it, which glibc 2.36 lacks.
struct SchedulingOfThread {
  uint32_t size = sizeof(SchedulingOfThread);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = kShortTurn;
  uint64_t deadline = 0;
  uint64_t period = 0;
};
static_assert(sizeof(SchedulingOfThread) == 48);

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

void put_thread_in_front() {
  static std::atomic<bool> is_told = false;
  SchedulingOfThread wanted;
  wanted.nice = kInFront;
  if (syscall(SYS_sched_setattr, 0, &wanted, 0) == 0) return;
  const int error = errno;
  wanted.nice = 0;
  syscall(SYS_sched_setattr, 0, &wanted, 0);
  if (!is_told.exchange(true)) {
    log::info("threads of operators' jobs have no priority over others: {}", std::strerror(error));
  }
}

RaisedPriority::RaisedPriority() {
  if (t_nice == 0 || !g_may_raise) return;
  if (set_nice(kRaised) || set_nice(0)) {
    lowered_ = std::exchange(t_nice, 0);
  } else if (g_may_raise.exchange(false)) {
    log::info("threads that hold a playlist keep their low priority: {}", std::strerror(errno));
  }
}

RaisedPriority::~RaisedPriority() {
  if (lowered_ > 0) lower_thread_priority(lowered_);
}

}  // namespace takt
