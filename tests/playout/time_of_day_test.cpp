#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "playout/show.h"

namespace takt::playout {
namespace {

/// An action starts the first timer with its user data as the target.
constexpr const char* kHooks = R"(
  executeAction: async (context, state, action, target) => {
    if (action === 'start') context.getTimer(1).startTimeOfDay(target)
    else state.setKey('restarted', context.getTimer(1).restart())
  },
)";

class TimeOfDay : public testing::Test {
 protected:
  TimeOfDay() : show({.hooks = kHooks}) {
    setenv("TZ", "UTC", 1);
    tzset();
    show.clock.set(1768816800000);  // 2026-01-19T10:00:00Z
    Playlist playlist = *show.playlist();
    for (int index = 1; index <= 3; ++index) {
      RundownTTimer timer;
      timer.index = index;
      playlist.tTimers.push_back(std::move(timer));
    }
    show.put(std::move(playlist));
    show.activate();
    show.take();
  }

  /// Seconds from now to where the timer is zero; nullopt when the target was refused.
  std::optional<double> seconds_to(const Json& target) {
    const auto outcome = show.run("executeAction", JsonObject{{"playlistId", "playlist0"},
                                                              {"actionDocId", nullptr},
                                                              {"actionId", "start"},
                                                              {"userData", target}});
    if (outcome.error) return std::nullopt;
    return (*show.playlist()->tTimers[0].state->zeroTime - show.clock.now()) / 1000;
  }

  Show show;
};

TEST_F(TimeOfDay, FiguresMeanTheNextTimeThatItIsSoLate) {
  EXPECT_EQ(seconds_to("13:34"), 3 * 3600 + 34 * 60);
  EXPECT_EQ(seconds_to("9:05"), 23 * 3600 + 5 * 60);
  EXPECT_EQ(seconds_to("14:30:45"), 4 * 3600 + 30 * 60 + 45);
  EXPECT_EQ(seconds_to("5:13pm"), 7 * 3600 + 13 * 60);
  EXPECT_EQ(seconds_to("3:45 PM"), 5 * 3600 + 45 * 60);
}

TEST_F(TimeOfDay, WordsAreUnderstood) {
  EXPECT_EQ(seconds_to("noon"), 2 * 3600);
  EXPECT_EQ(seconds_to("midnight"), 14 * 3600);
  EXPECT_EQ(seconds_to("in 5 minutes"), 300);
  EXPECT_EQ(seconds_to("tomorrow at 9am"), 23 * 3600);
  EXPECT_EQ(seconds_to("January 19, 2026 at 3:30pm"), 5 * 3600 + 30 * 60);
  EXPECT_EQ(seconds_to("2026-01-19T15:43:00+01:00"), 4 * 3600 + 43 * 60);
}

TEST_F(TimeOfDay, ANumberIsAnEpochTime) {
  EXPECT_EQ(seconds_to(number(show.clock.now() + 5000)), 5);
}

TEST_F(TimeOfDay, WhatMeansNoTimeIsRefused) {
  for (const char* text : {"", "   ", "soon enough", "25:99"})
    EXPECT_FALSE(seconds_to(text)) << text;
}

TEST_F(TimeOfDay, RestartingLooksForTheNextTimeAgain) {
  ASSERT_TRUE(seconds_to("noon"));
  show.clock.set(show.clock.now() + 3 * 3600 * 1000);
  show.run("tTimerRestart", JsonObject{{"playlistId", "playlist0"}, {"timerIndex", 1}});
  EXPECT_EQ(*show.playlist()->tTimers[0].state->zeroTime - show.clock.now(), 23 * 3600 * 1000);
}

}  // namespace
}  // namespace takt::playout
