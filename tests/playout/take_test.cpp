#include <gtest/gtest.h>

#include "playout/show.h"

namespace takt::playout {
namespace {

int count(const ChangeSet& changes, Collection collection) {
  return static_cast<int>(
      std::count_if(changes.begin(), changes.end(),
                    [&](const Change& change) { return change.collection == collection; }));
}

TEST(Take, GoesThroughTheRundown) {
  Show show({.segments = 2, .parts_per_segment = 2});
  show.activate();
  EXPECT_EQ(show.next_part(), "part0");
  for (const char* part : {"part0", "part1", "part2", "part3"}) {
    show.clock.set(show.clock.now() + 2000);
    ASSERT_FALSE(show.take().error);
    EXPECT_EQ(show.current_part(), part);
  }
  EXPECT_EQ(show.next_part(), "");
  show.clock.set(show.clock.now() + 2000);
  EXPECT_EQ(show.take().error->key(), UserErrorKey::TakeNoNextPart);
}

TEST(Take, IsRefusedFromAnotherPartThanTheCallerSaw) {
  Show show;
  show.activate();
  ASSERT_FALSE(show.take().error);
  show.clock.set(show.clock.now() + 2000);
  const auto twice =
      show.run("takeNextPart", JsonObject{{"playlistId", "playlist0"}, {"fromPartInstanceId", nullptr}});
  EXPECT_EQ(twice.error->key(), UserErrorKey::TakeFromIncorrectPart);
  EXPECT_TRUE(twice.changes.empty());
}

TEST(Take, IsRefusedTooSoonAfterAnother) {
  Show show;
  show.activate();
  ASSERT_FALSE(show.take().error);
  show.clock.set(show.clock.now() + 999);
  const auto soon = show.take();
  ASSERT_TRUE(soon.error);
  EXPECT_EQ(soon.error->key(), UserErrorKey::TakeRateLimit);
  EXPECT_EQ(soon.error->error_code(), 429);
  show.clock.set(show.clock.now() + 1);
  EXPECT_FALSE(show.take().error);
}

TEST(Take, IsRefusedCloseToAnAutonext) {
  Show show;
  show.change_part(0, [](Part& part) {
    part.autoNext = true;
    part.expectedDuration = 5000.0;
  });
  show.activate();
  ASSERT_FALSE(show.take().error);
  show.clock.set(show.clock.now() + 4500);
  EXPECT_EQ(show.take().error->key(), UserErrorKey::TakeCloseToAutonext);
}

TEST(Take, IsRefusedWhileInactive) {
  Show show;
  EXPECT_EQ(show.take().error->key(), UserErrorKey::InactiveRundown);
}

TEST(Take, CountsAsStartedWithoutAGateway) {
  Show show;
  show.activate();
  const Time at = show.clock.now();
  const auto taken = show.take();
  const auto instance =
      show.documents().find<PartInstance>(show.playlist()->currentPartInfo->partInstanceId);
  EXPECT_EQ(instance->timings->reportedStartedPlayback, at);
  ASSERT_EQ(taken.queued.size(), 1u);
  EXPECT_EQ(taken.queued[0].name, "partInstanceTimings");
  EXPECT_GT(taken.queued[0].options.debounce_ms, 0);
}

TEST(Take, WritesTheSameInASmallAndABigRundown) {
  std::vector<ChangeSet> takes;
  for (const int segments : {2, 200}) {
    Show show({.segments = segments, .parts_per_segment = 5, .pieces_per_part = 5});
    show.activate();
    ASSERT_FALSE(show.take().error);
    show.clock.set(show.clock.now() + 2000);
    takes.push_back(show.take().changes);
  }
  EXPECT_EQ(takes[0].size(), takes[1].size());
  EXPECT_EQ(count(takes[1], Collection::partInstances), 3);
  EXPECT_EQ(count(takes[1], Collection::parts), 0);
}

TEST(Take, AFailingTimelineLeavesEverythingAsItWas) {
  Show show;
  show.activate();
  // Two objects with one id: the timeline is not valid.
  show.change_piece(0, [](Piece& piece) {
    piece.timelineObjectsString =
        R"([{"id": "x", "enable": {"start": "#nothing$"}, "layer": "l", "content": {}},
            {"id": "x", "enable": {"while": 1}, "layer": "l", "content": {}}])";
  });
  show.run("setNextPart", JsonObject{{"playlistId", "playlist0"}, {"nextPartId", "part1"}});
  show.run("setNextPart", JsonObject{{"playlistId", "playlist0"}, {"nextPartId", "part0"}});
  const auto timeline = show.timeline();
  const auto failed = show.take();
  ASSERT_TRUE(failed.error);
  EXPECT_EQ(failed.error->key(), UserErrorKey::InternalError);
  EXPECT_EQ(show.current_part(), "");
  EXPECT_EQ(show.timeline(), timeline);
}

TEST(Take, AThrowingHookIsANotificationAndNotAFailure) {
  Show show({.hooks = "onTake: async () => { throw new Error('no') }"});
  show.activate();
  ASSERT_FALSE(show.take().error);
  EXPECT_EQ(show.current_part(), "part0");
  const auto notes = show.documents().all<Notification>();
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0]->localId, "onTakeError");
}

TEST(Take, AnAbortedTakeKeepsThePart) {
  Show show({.hooks = "onTake: async (context) => context.abortTake()"});
  show.activate();
  ASSERT_FALSE(show.take().error);
  EXPECT_EQ(show.current_part(), "");
  EXPECT_EQ(show.next_part(), "part0");
}

}  // namespace
}  // namespace takt::playout
