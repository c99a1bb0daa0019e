#include "base/thread_priority.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

namespace takt {
namespace {

int own_nice() {
  return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
}

bool may_raise() {
  rlimit limit{};
  return geteuid() == 0 || (getrlimit(RLIMIT_NICE, &limit) == 0 && limit.rlim_cur >= 20);
}

TEST(ThreadPriority, IsRaisedForAWhileWhereTheSystemAllowsIt) {
  const int before = own_nice();
  std::thread([] {
    lower_thread_priority(7);
    EXPECT_EQ(own_nice(), 7);
    {
      const RaisedPriority raised;
      const int nice = own_nice();
      EXPECT_TRUE(nice == 7 || nice == 0);
      if (may_raise()) {
        EXPECT_EQ(nice, 0);
      }
      const RaisedPriority again;  // nothing more
      EXPECT_EQ(own_nice(), nice);
    }
    EXPECT_EQ(own_nice(), 7);
  }).join();
  EXPECT_EQ(own_nice(), before);
}

TEST(ThreadPriority, AThreadThatWasNotLoweredStaysAsItIs) {
  const int before = own_nice();
  const RaisedPriority raised;
  EXPECT_EQ(own_nice(), before);
}

}  // namespace
}  // namespace takt
