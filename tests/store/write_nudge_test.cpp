#include "store/sqlite/write_nudge.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace takt::sqlite {
namespace {

TEST(WriteNudgeTest, AWriteThatTakesLongIsNudgedAFewTimes) {
  WriteNudge nudge;
  uint64_t before = 0;
  for (int i = 0; i < 3; ++i) {
    const WriteNudge::Watch watch(nudge);
    // Without nudges this ends with the test's own limit.
    while (nudge.nudges() == before) std::this_thread::yield();
    before = nudge.nudges();
  }
}

TEST(WriteNudgeTest, ASlowDiskIsntNudgedForEver) {
  WriteNudge nudge;
  const WriteNudge::Watch watch(nudge);
  while (nudge.nudges() < 6) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(nudge.nudges(), 6U);
}

TEST(WriteNudgeTest, ItCanEndAtAnyMoment) {
  for (int i = 0; i < 100; ++i) {
    WriteNudge nudge;
    const WriteNudge::Watch watch(nudge);
    if (i % 2 == 0) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace takt::sqlite
