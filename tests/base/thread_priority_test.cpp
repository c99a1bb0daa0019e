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

bool may_have(int nice) {
  rlimit limit{};
  return geteuid() == 0 || (getrlimit(RLIMIT_NICE, &limit) == 0 &&
                            limit.rlim_cur >= static_cast<rlim_t>(20 - nice));
}

TEST(ThreadPriority, IsRaisedForAWhileWhereTheSystemAllowsIt) {
  const int before = own_nice();
  std::thread([] {
    lower_thread_priority(7);
    EXPECT_EQ(own_nice(), 7);
    {
      const RaisedPriority raised;
      const int nice = own_nice();
      EXPECT_EQ(nice, may_have(-5) ? -5 : may_have(0) ? 0 : 7);
      const RaisedPriority again;  // nothing more
      EXPECT_EQ(own_nice(), nice);
    }
    EXPECT_EQ(own_nice(), 7);
  }).join();
  EXPECT_EQ(own_nice(), before);
}

TEST(ThreadPriority, IsInFrontWhereTheSystemAllowsIt) {
  const int before = own_nice();
  std::thread([&] {
    put_thread_in_front();
    EXPECT_EQ(own_nice(), may_have(-10) ? -10 : before);
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
