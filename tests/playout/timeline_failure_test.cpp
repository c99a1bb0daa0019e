// Whatever job has to make a timeline that can't be made: it fails, saying why, and what plays goes
// on with the last good one (docs/differences.md, D1).

#include <gtest/gtest.h>

#include "playout/show.h"

namespace takt::playout {
namespace {

constexpr const char* kBroken =
    R"([{"id": "x", "enable": {"while": 1}, "layer": "l", "content": {}},
        {"id": "x", "enable": {"while": 1}, "layer": "l", "content": {}}])";

class TimelineFailure : public testing::Test {
 protected:
  TimelineFailure() : show({.segments = 2, .parts_per_segment = 3, .hooks = kHooks}) {
    show.activate();
    show.take();
    show.clock.set(show.clock.now() + 5000);
    // The piece on air goes bad behind playout's back.
    const auto current = *show.playlist()->currentPartInfo;
    for (const auto& stored :
         show.documents().by<PieceInstance>(Index::part_instance, current.partInstanceId.str())) {
      PieceInstance piece = *stored;
      piece.piece.timelineObjectsString = kBroken;
      show.put(std::move(piece));
    }
  }

  static constexpr const char* kHooks = R"(
    executeAction: async (context) => { await context.takeAfterExecuteAction(true) },
    onExternalEvent: async (context) => { await context.takeAfterExecuteAction(true) },
  )";
  Show show;
};

TEST_F(TimelineFailure, NoJobPublishesAnEmptyTimeline) {
  const auto timeline = show.timeline();
  const auto playlist = show.playlist();
  const std::string current = playlist->currentPartInfo->partInstanceId.str();
  const JsonObject of_playlist{{"playlistId", "playlist0"}};
  const auto with = [&](JsonObject more) {
    more["playlistId"] = "playlist0";
    return more;
  };
  const std::vector<std::pair<const char*, JsonObject>> jobs = {
      {"takeNextPart", with({{"fromPartInstanceId", current}})},
      {"setNextPart", with({{"nextPartId", "part4"}})},
      {"moveNextPart", with({{"partDelta", 1}, {"segmentDelta", 0}})},
      {"updateTimeline", of_playlist},
      {"debugRegenerateNextPartInstance", of_playlist},
      {"executeAction", with({{"actionDocId", nullptr}, {"actionId", "a"}, {"userData", nullptr}})},
      {"onExternalEvents", with({{"events", JsonArray{Json(JsonObject{})}}})},
      {"activateRundownPlaylist", with({{"rehearsal", true}})},
  };
  for (const auto& [job, payload] : jobs) {
    const auto outcome = show.run(job, payload);
    ASSERT_TRUE(outcome.error) << job;
    EXPECT_EQ(outcome.error->key(), UserErrorKey::InternalError) << job;
    EXPECT_NE(outcome.error->raw_message().find("\"part"), std::string::npos)
        << job << " doesn't say which object: " << outcome.error->raw_message();
    EXPECT_TRUE(outcome.changes.empty()) << job;
    EXPECT_EQ(show.timeline(), timeline) << job;
    EXPECT_EQ(show.playlist(), playlist) << job;
  }
}

TEST_F(TimelineFailure, WithThePieceRepairedTheShowGoesOn) {
  ASSERT_TRUE(show.take().error);
  const auto current = *show.playlist()->currentPartInfo;
  for (const auto& stored :
       show.documents().by<PieceInstance>(Index::part_instance, current.partInstanceId.str())) {
    PieceInstance piece = *stored;
    piece.piece.timelineObjectsString = "[]";
    show.put(std::move(piece));
  }
  ASSERT_FALSE(show.take().error);
  EXPECT_EQ(show.current_part(), "part1");
}

}  // namespace
}  // namespace takt::playout
