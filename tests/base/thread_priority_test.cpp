#include "base/thread_priority.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <thread>

namespace takt {
namespace {

struct Place {
  int policy = SCHED_OTHER;
  int priority = 0;  // of the real-time class
  int nice = 0;
  bool operator==(const Place&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Place& place) {
  return out << "policy " << place.policy << " priority " << place.priority << " nice "
             << place.nice;
}

Place place() {
  sched_param parameters{};
  sched_getparam(0, &parameters);
  const int nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
  return {sched_getscheduler(0) & ~SCHED_RESET_ON_FORK, parameters.sched_priority, nice};
}

bool may_have(int nice) {
  rlimit limit{};
  return geteuid() == 0 || (getrlimit(RLIMIT_NICE, &limit) == 0 &&
                            limit.rlim_cur >= static_cast<rlim_t>(20 - nice));
}

/// The system may refuse it to root, too.
bool may_have_real_time(int priority) {
  bool may = false;
  std::thread([&] {
    const sched_param wanted{priority};
    may = sched_setscheduler(0, SCHED_RR, &wanted) == 0;
  }).join();
  return may;
}

/// What a thread has that asks for the real-time priority, and for `nice` without it.
Place best(int priority, int nice, int usual) {
  if (may_have_real_time(priority)) return {SCHED_RR, priority, usual};
  return {SCHED_OTHER, 0, may_have(nice) ? nice : may_have(0) ? 0 : usual};
}

/// Uses the processor for so long.
void calculate(double seconds) {
  timespec used{};
  do {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  } while (static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9 < seconds);
}

TEST(ThreadPriority, IsRaisedForAWhileWhereTheSystemAllowsIt) {
  const Place before = place();
  std::thread([] {
    lower_thread_priority(7);
    EXPECT_EQ(place().nice, 7);
    {
      const RaisedPriority raised;
      const Place now = place();
      EXPECT_EQ(now, best(1, -5, 7));
      const RaisedPriority again;  // nothing more
      EXPECT_EQ(place(), now);
    }
    EXPECT_EQ(place(), (Place{SCHED_OTHER, 0, 7}));
  }).join();
  EXPECT_EQ(place(), before);
}

TEST(ThreadPriority, IsInFrontWhereTheSystemAllowsIt) {
  const Place before = place();
  std::thread([&] {
    put_thread_in_front();
    EXPECT_EQ(place(), best(2, -10, before.nice));
    const RaisedPriority raised;  // nothing more
    EXPECT_EQ(place(), best(2, -10, before.nice));
  }).join();
  EXPECT_EQ(place(), before);
}

TEST(ThreadPriority, WhoCalculatesForLongInFrontIsAnOrdinaryThread) {
  if (!may_have_real_time(2)) GTEST_SKIP() << "the system allows no real-time threads";
  std::thread([] {
    put_thread_in_front();
    const Place in_front = place();
    {
      const BoundedTurn turn;
      EXPECT_EQ(place(), in_front);
      calculate(0.2);
      EXPECT_EQ(place().policy, SCHED_OTHER);
    }
    EXPECT_EQ(place(), in_front);
  }).join();
  std::thread([] {
    lower_thread_priority(7);
    {
      const RaisedPriority raised;
      EXPECT_EQ(place().policy, SCHED_RR);
      calculate(0.2);
      EXPECT_EQ(place().policy, SCHED_OTHER);
    }
    EXPECT_EQ(place(), (Place{SCHED_OTHER, 0, 7}));
  }).join();
}

}  // namespace
}  // namespace takt
