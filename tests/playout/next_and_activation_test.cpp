#include <gtest/gtest.h>

#include "playout/show.h"

namespace takt::playout {
namespace {

Json on_playlist(JsonObject members) {
  members["playlistId"] = "playlist0";
  return members;
}

TEST(SetNext, RefusesWhatCanNotPlay) {
  Show show;
  show.change_part(2, [](Part& part) { part.floated = true; });
  show.activate();
  const auto missing = show.run("setNextPart", on_playlist({{"nextPartId", "nobody"}}));
  EXPECT_EQ(missing.error->key(), UserErrorKey::PartNotFound);
  EXPECT_EQ(missing.error->error_code(), 404);
  const auto floated = show.run("setNextPart", on_playlist({{"nextPartId", "part2"}}));
  EXPECT_EQ(floated.error->key(), UserErrorKey::PartNotPlayable);
  EXPECT_EQ(show.next_part(), "part0");
}

TEST(SetNext, LeavesNoUntakenInstanceBehind) {
  Show show;
  show.activate();
  show.run("setNextPart", on_playlist({{"nextPartId", "part2"}}));
  EXPECT_EQ(show.next_part(), "part2");
  EXPECT_EQ(show.documents().size(Collection::partInstances), 1u);
  EXPECT_EQ(show.documents().size(Collection::pieceInstances), 1u);
}

TEST(SetNext, MovesByPartsAndSegments) {
  Show show({.segments = 3, .parts_per_segment = 2});
  show.activate();
  show.take();
  const auto by = [&](int parts, int segments) {
    return show.run("moveNextPart",
                    on_playlist({{"partDelta", parts}, {"segmentDelta", segments}}));
  };
  EXPECT_EQ(by(1, 0).result, Json("part2"));
  EXPECT_EQ(by(0, 1).result, Json("part4"));
  EXPECT_EQ(by(0, 1).result, Json(nullptr));
  EXPECT_EQ(by(-3, 0).result, Json("part1"));
  EXPECT_EQ(show.next_part(), "part1");
}

TEST(SetNext, ABlueprintThatMovesForEverIsStopped) {
  Show show({.hooks = R"(onSetAsNext: async (context) => {
    const next = await context.getPartInstance('next')
    await context.moveNextPart(next.part._id === 'part0' ? 1 : -1, 0)
  })"});
  show.activate();
  EXPECT_EQ(show.next_part(), "part1");
}

TEST(Activation, RefusesASecondPlaylistUnderItsName) {
  Show show;
  show.activate();
  const auto again = show.run("prepareRundownForBroadcast");
  EXPECT_EQ(again.error->key(), UserErrorKey::RundownAlreadyActive);
}

TEST(Activation, GoesFromRehearsalToAirWithTheSamePart) {
  Show show;
  show.run("activateRundownPlaylist", on_playlist({{"rehearsal", true}}));
  show.take();
  const auto before = show.playlist();
  show.run("activateRundownPlaylist", on_playlist({{"rehearsal", false}}));
  const auto after = show.playlist();
  EXPECT_EQ(after->currentPartInfo, before->currentPartInfo);
  EXPECT_NE(after->activationId, before->activationId);
  const auto instance =
      show.documents().find<PartInstance>(after->currentPartInfo->partInstanceId);
  EXPECT_EQ(instance->playlistActivationId, *after->activationId);
}

TEST(Activation, ResetOnAirIsRefused) {
  Show show;
  show.activate();
  EXPECT_EQ(show.run("resetRundownPlaylist").error->key(), UserErrorKey::RundownResetWhileActive);
}

TEST(Activation, ResetAfterTheShowMarksEverythingPlayed) {
  Show show;
  show.activate();
  show.take();
  show.run("deactivateRundownPlaylist");
  EXPECT_FALSE(show.playlist()->activationId);
  ASSERT_FALSE(show.run("resetRundownPlaylist").error);
  for (const auto& instance : show.documents().all<PartInstance>()) {
    EXPECT_TRUE(truthy(instance->reset));
  }
  for (const auto& piece : show.documents().all<PieceInstance>()) {
    EXPECT_TRUE(truthy(piece->reset));
  }
}

TEST(Playback, AnAutonextCyclesTheParts) {
  Show show;
  show.activate();
  show.take();
  const std::string next = show.playlist()->nextPartInfo->partInstanceId.str();
  const JsonObject data{{"partInstanceId", next}, {"time", 1'700'000'005'000}};
  const JsonArray changes{JsonObject{{"type", "partPlaybackStarted"}, {"data", data}}};
  ASSERT_FALSE(show.run("onPlayoutPlaybackChanged", on_playlist({{"changes", changes}})).error);
  EXPECT_EQ(show.current_part(), "part1");
  EXPECT_EQ(show.next_part(), "part2");
}

TEST(Playback, AReportThatMakesNoSenseDoesNotSpoilTheOthers) {
  Show show;
  show.activate();
  show.take();
  const std::string current = show.playlist()->currentPartInfo->partInstanceId.str();
  const JsonArray changes{
      JsonObject{{"type", "partPlaybackStarted"},
                 {"data", {{"partInstanceId", "nobody"}, {"time", 1}}}},
      JsonObject{{"type", "partPlaybackStopped"},
                 {"data", {{"partInstanceId", current}, {"time", 1'700'000'009'000}}}}};
  ASSERT_FALSE(show.run("onPlayoutPlaybackChanged", on_playlist({{"changes", changes}})).error);
  EXPECT_EQ(show.documents().find<PartInstance>(PartInstanceId(current))
                ->timings->reportedStoppedPlayback,
            1'700'000'009'000.0);
}

}  // namespace
}  // namespace takt::playout
