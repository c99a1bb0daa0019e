#include "base/thread_priority.h"

#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/log.h"

namespace takt {

namespace {

constexpr int kInFront = -10;
constexpr int kRaised = -5;
constexpr uint32_t kRealTimeInFront = 2;
constexpr uint32_t kRealTimeRaised = 1;
/// ns, for all ordinary threads: who asks for short turns gets its first one sooner, and nobody
/// waits long for the end of another's (Linux 6.12 and later).
constexpr uint64_t kShortTurn = 300'000;
/// ns. Many times what a take needs.
constexpr long kBound = 50'000'000;

/// As sched_setattr(2) has it, which glibc 2.36 lacks.
struct Scheduling {
  uint32_t size = sizeof(Scheduling);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 1;  // SCHED_FLAG_RESET_ON_FORK: threads it starts are ordinary ones
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = kShortTurn;
  uint64_t deadline = 0;
  uint64_t period = 0;
};
static_assert(sizeof(Scheduling) == 48);

Scheduling ordinary(int nice) {
  Scheduling out;
  out.nice = nice;
  return out;
}

Scheduling real_time(uint32_t priority) {
  Scheduling out;
  out.policy = SCHED_RR;
  out.priority = priority;
  out.runtime = 0;
  return out;
}

/// The kernel's disk scheduler gives threads of the real-time class one of its own, and leaves what
/// other threads write undone meanwhile (mq-deadline): also what a commit waits for because it shares
/// a block of the file system's records with them. So the calling thread stays in the usual class, at
/// its head. Where it isn't allowed nothing is lost but time.
void stay_in_usual_disk_class() {
  constexpr int kThread = 1;
  constexpr int kBestEffort = 2 << 13;
  thread_local bool is_done = false;
  if (!std::exchange(is_done, true)) syscall(SYS_ioprio_set, kThread, 0, kBestEffort);
}

/// Of the calling thread: on Linux each has its own.
bool set(const Scheduling& wanted) {
  return syscall(SYS_sched_setattr, 0, &wanted, 0) == 0;
}

/// That the calling thread has used its bound and was made an ordinary one.
thread_local volatile sig_atomic_t t_has_used_bound = 0;

/// Tells the thread, by a signal, when it has used its bound.
class Alarm {
 public:
  Alarm() {
    static const bool is_handled = handle();
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = number();
    event._sigev_un._tid = gettid();
    is_there_ = is_handled && timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
  }
  ~Alarm() {
    if (is_there_) timer_delete(timer_);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// False: there is none, so that nothing may be done that needs it.
  bool is_there() const { return is_there_; }
  void start() { set_to(kBound); }
  void stop() { set_to(0); }

 private:
  static int number() { return SIGRTMIN + 4; }
  static bool handle() {
    struct sigaction action {};
    action.sa_flags = SA_RESTART;
    action.sa_handler = [](int) {
      const int before = errno;
      const Scheduling usual;
      syscall(SYS_sched_setattr, 0, &usual, 0);
      t_has_used_bound = 1;
      errno = before;
    };
    return sigaction(number(), &action, nullptr) == 0;
  }
  void set_to(long ns) {
    if (!is_there_) return;
    itimerspec when{};
    when.it_value.tv_nsec = ns;
    timer_settime(timer_, 0, &when, nullptr);
  }

  timer_t timer_{};
  bool is_there_ = false;
};

Alarm& alarm_of_thread() {
  thread_local Alarm alarm;
  return alarm;
}

enum class Place { usual, raised, in_front };
thread_local Place t_place = Place::usual;
/// What lower_thread_priority() has given the thread.
thread_local int t_nice = 0;
std::atomic<bool> g_may_raise = true;

/// False, with errno, when neither is allowed. No real time without an alarm: nothing would bound
/// it.
bool go_to(uint32_t priority, int nice) {
  stay_in_usual_disk_class();
  return (alarm_of_thread().is_there() && set(real_time(priority))) || set(ordinary(nice));
}

}  // namespace

void lower_thread_priority(int nice) {
  if (set(ordinary(nice))) {
    t_nice = nice;
  } else {
    log::warning("the thread keeps its priority: {}", std::strerror(errno));
  }
}

void put_thread_in_front() {
  static std::atomic<bool> is_told = false;
  if (go_to(kRealTimeInFront, kInFront)) {
    t_place = Place::in_front;
    return;
  }
  const int error = errno;
  set(ordinary(0));
  if (!is_told.exchange(true)) {
    log::info("threads of operators' jobs have no priority over others: {}", std::strerror(error));
  }
}

RaisedPriority::RaisedPriority() {
  if (t_place != Place::usual || !g_may_raise) return;
  if (go_to(kRealTimeRaised, kRaised) || (t_nice > 0 && set(ordinary(0)))) {
    t_place = Place::raised;
    is_raised_ = true;
    alarm_of_thread().start();
  } else if (g_may_raise.exchange(false)) {
    log::info("threads that operators' jobs wait for keep their priority: {}",
              std::strerror(errno));
  }
}

RaisedPriority::~RaisedPriority() {
  if (!is_raised_) return;
  alarm_of_thread().stop();
  t_place = Place::usual;
  set(ordinary(t_nice));
}

BoundedTurn::BoundedTurn() {
  if (t_place != Place::in_front) return;
  is_bounded_ = true;
  t_has_used_bound = 0;
  alarm_of_thread().start();
}

BoundedTurn::~BoundedTurn() {
  if (!is_bounded_) return;
  alarm_of_thread().stop();
  if (t_has_used_bound != 0) go_to(kRealTimeInFront, kInFront);
}

}  // namespace takt
