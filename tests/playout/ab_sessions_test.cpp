#include <gtest/gtest.h>

#include "playout/ab/sessions.h"
#include "playout/show.h"

namespace takt::playout {
namespace {

PartInstance instance(const char* id, const char* part, double rank) {
  PartInstance made;
  made._id = PartInstanceId(id);
  made.part._id = PartId(part);
  made.part._rank = rank;
  return made;
}
PieceInstance piece(const char* id, const PartInstance& part) {
  PieceInstance made;
  made._id = PieceInstanceId(id);
  made.partInstanceId = part._id;
  return made;
}
TimelineObject lookahead(const char* part) {
  TimelineObject object;
  object.isLookahead = true;
  object.partInstanceId = PartInstanceId(part);
  object.pieceInstanceId = PieceInstanceId(part);
  return object;
}

const AbWish kClip{"clip", "intro"};

TEST(AbSessions, AClipThatRunsOnIntoTheNextPartStaysOneSession) {
  const auto first = instance("i0", "p0", 0);
  const auto second = instance("i1", "p1", 1);
  CountedIds ids;
  AbSessions sessions({&first, &second}, {}, ids);
  const std::string id = sessions.of_piece(piece("a", first), kClip);
  EXPECT_EQ(sessions.of_piece(piece("b", second), kClip), id);
  ASSERT_EQ(sessions.kept().size(), 1u);
  EXPECT_EQ(sessions.kept()[0].partInstanceIds->size(), 2u);
}

TEST(AbSessions, GoingBackStartsANewOne) {
  const auto later = instance("i0", "p1", 1);
  const auto earlier = instance("i1", "p0", 0);
  CountedIds ids;
  AbSessions sessions({&later, &earlier}, {}, ids);
  EXPECT_NE(sessions.of_piece(piece("a", later), kClip),
            sessions.of_piece(piece("b", earlier), kClip));
}

TEST(AbSessions, WhatWasLookedAheadAtPlaysInTheSameSession) {
  const auto current = instance("i0", "p0", 0);
  const auto next = instance("i5", "p5", 0);
  CountedIds ids;
  AbSessions before({&current}, {}, ids);
  const auto looked_ahead = before.of_object(lookahead("p5"), kClip);
  ASSERT_TRUE(looked_ahead);
  AbSessions after({&current, &next}, before.kept(), ids);
  EXPECT_EQ(after.of_piece(piece("a", next), kClip), *looked_ahead);
  EXPECT_TRUE(after.kept()[0].lookaheadForPartId.absent());
}

TEST(AbSessions, AnAutomaticNameIsThePiecesOwn) {
  const auto part = instance("i0", "p0", 0);
  CountedIds ids;
  AbSessions sessions({&part}, {}, ids);
  const AbWish automatic{"clip", "__auto__"};
  EXPECT_NE(sessions.of_piece(piece("a", part), automatic),
            sessions.of_piece(piece("b", part), automatic));
  TimelineObject object;
  object.pieceInstanceId = PieceInstanceId("a");
  object.partInstanceId = part._id;
  EXPECT_EQ(sessions.of_object(object, automatic), sessions.of_piece(piece("a", part), automatic));
}

TEST(AbSessions, OnesNobodyAsksForAreForgotten) {
  const auto part = instance("i0", "p0", 0);
  CountedIds ids;
  AbSessionInfo known;
  known.id = "old";
  known.name = "clip_gone";
  AbSessions sessions({&part}, {known}, ids);
  sessions.of_piece(piece("a", part), {"clip", "shared", true});
  ASSERT_EQ(sessions.kept().size(), 1u);
  EXPECT_TRUE(sessions.kept()[0].isUniqueName);
}

constexpr const char* kAbHooks = R"(
  getAbResolverConfiguration: (context) => ({
    resolverOptions: { idealGapBefore: 0, nowWindow: 0 },
    pools: { clip: [{ playerId: 1 }, { playerId: 2 }] },
    timelineObjectLayerChangeRules: {
      clips: { acceptedPoolNames: ['clip'], newLayerName: (id) => 'clips_' + id, allowsLookahead: true } },
    customApplyToObject: (ctx, pool, player, object) => { object.content.player = player; return true },
  }),
  onTimelineGenerate: async (context, timeline, state, end, pieces) => {
    state.setKey('session', pieces.map((piece) => context.getPieceABSessionId(piece, 'clip_intro')))
    return { timeline }
  },
)";

void add_clip(Show& show, int part) {
  show.change_piece(part, [](Piece& piece) {
    piece.name = "Clip";
    PieceAbSessionInfo session;
    session.sessionName = "intro";
    session.poolName = "clip";
    piece.abSessions = std::vector{session};
    piece.timelineObjectsString =
        R"([{"id": "o", "enable": {"start": 0}, "layer": "clips", "priority": 1, "content": {},
             "abSessions": [{"poolName": "clip", "sessionName": "intro"}]}])";
  });
}

TEST(AbPlayback, MovesObjectsToTheLayerOfTheirPlayerAndKeepsIt) {
  Show show({.parts_per_segment = 3, .hooks = kAbHooks});
  add_clip(show, 0);
  show.activate();
  ASSERT_FALSE(show.take().error);
  const auto playlist = show.playlist();
  const JsonObject& assigned = playlist->assignedAbSessions->at("clip").as_object();
  ASSERT_EQ(assigned.size(), 1u);
  const Json& session = assigned.begin()->value();
  EXPECT_EQ(session.at("playerId"), Json(1));
  EXPECT_NE(show.timeline()->timelineBlob.find("\"clips_1\""), std::string::npos);
  EXPECT_NE(show.timeline()->timelineBlob.find("\"player\":1"), std::string::npos);
  // The blueprint asks for the same session.
  EXPECT_EQ(playlist->privatePlayoutPersistentState->at("session").at(0), session.at("sessionId"));
  show.run("updateTimeline");
  EXPECT_EQ(*show.playlist()->assignedAbSessions, *playlist->assignedAbSessions);
}

TEST(AbPlayback, ABrokenConfigurationLeavesTheTimelineAsItIs) {
  Show show({.hooks = "getAbResolverConfiguration: () => { throw new Error('no players today') }"});
  add_clip(show, 0);
  show.activate();
  ASSERT_FALSE(show.take().error);
  EXPECT_NE(show.timeline()->timelineBlob.find("\"clips\""), std::string::npos);
}

}  // namespace
}  // namespace takt::playout
