#include <gtest/gtest.h>

#include "playout/show.h"

namespace takt::playout {
namespace {

void add_timers(Show& show) {
  Playlist playlist = *show.playlist();
  for (int index = 1; index <= 3; ++index) {
    RundownTTimer timer;
    timer.index = index;
    playlist.tTimers.push_back(std::move(timer));
  }
  playlist.tTimers[1].anchorPartId = PartId("part2");
  show.put(std::move(playlist));
}
const RundownTTimer& second_timer(const Show::Outcome& outcome, Doc<Playlist>& playlist,
                                  Show& show) {
  if (outcome.error) ADD_FAILURE() << dump(outcome.error->to_json());
  playlist = show.playlist();
  return playlist->tTimers.at(1);
}
JsonObject of_second(JsonObject members) {
  members["playlistId"] = "playlist0";
  members["timerIndex"] = 2;
  return members;
}

TEST(TimerJobs, AProjectedTimeRunsTowardsItAndReplacesTheAnchor) {
  Show show;
  add_timers(show);
  const Time at = show.clock.now() + 60'000;
  Doc<Playlist> playlist;
  const auto& timer = second_timer(
      show.run("tTimerSetProjectedTime", of_second({{"time", number(at)}, {"paused", false}})),
      playlist, show);
  ASSERT_TRUE(timer.projectedState);
  EXPECT_FALSE(timer.projectedState->paused);
  EXPECT_EQ(timer.projectedState->zeroTime, at);
  EXPECT_FALSE(timer.anchorPartId);
}

TEST(TimerJobs, APausedProjectedTimeStandsStill) {
  Show show;
  add_timers(show);
  Doc<Playlist> playlist;
  const auto& timer = second_timer(
      show.run("tTimerSetProjectedTime",
               of_second({{"time", number(show.clock.now() + 60'000)}, {"paused", true}})),
      playlist, show);
  EXPECT_TRUE(timer.projectedState->paused);
  EXPECT_EQ(timer.projectedState->duration, 60'000);
}

TEST(TimerJobs, AProjectedDurationCountsFromNow) {
  Show show;
  add_timers(show);
  Doc<Playlist> playlist;
  const auto& timer = second_timer(
      show.run("tTimerSetProjectedDuration", of_second({{"duration", 5000}, {"paused", false}})),
      playlist, show);
  EXPECT_EQ(timer.projectedState->zeroTime, show.clock.now() + 5000);
  EXPECT_FALSE(timer.anchorPartId);
}

TEST(TimerJobs, APausedProjectedDurationStandsStill) {
  Show show;
  add_timers(show);
  Doc<Playlist> playlist;
  const auto& timer = second_timer(
      show.run("tTimerSetProjectedDuration", of_second({{"duration", 5000}, {"paused", true}})),
      playlist, show);
  EXPECT_TRUE(timer.projectedState->paused);
  EXPECT_EQ(timer.projectedState->duration, 5000);
}

TEST(TimerJobs, ATimerThatIsNotThereFails) {
  Show show;
  add_timers(show);
  const auto outcome = show.run(
      "tTimerSetProjectedDuration",
      JsonObject{
          {"playlistId", "playlist0"}, {"timerIndex", 4}, {"duration", 1}, {"paused", false}});
  EXPECT_TRUE(outcome.error);
  EXPECT_TRUE(outcome.changes.empty());
}

}  // namespace
}  // namespace takt::playout
