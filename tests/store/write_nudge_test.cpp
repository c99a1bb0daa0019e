#include "store/sqlite/write_nudge.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace takt::sqlite {
namespace {

TEST(WriteNudgeTest, EachWriteThatTakesLongIsNudged) {
  WriteNudge nudge;
  for (int i = 0; i < 5; ++i) {
    const uint64_t before = nudge.nudges();
    const WriteNudge::Watch watch(nudge);
    // Of a late ring of the write before there is one at most. Without nudges this ends with the
    // test's own limit.
    while (nudge.nudges() < before + 3) std::this_thread::yield();
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
    while (i % 2 == 0 && nudge.nudges() == 0) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace takt::sqlite
