#include <gtest/gtest.h>

#include "playout/show.h"

namespace takt::playout {
namespace {

constexpr const char* kRouteSets = R"({
  "a": {"name": "A", "active": true, "behavior": 1, "exclusivityGroup": "g", "routes": [],
        "abPlayers": [{"poolName": "clip", "playerId": 1}]},
  "b": {"name": "B", "active": false, "behavior": 2, "exclusivityGroup": "g", "routes": [], "abPlayers": []},
  "c": {"name": "C", "active": false, "behavior": 1, "routes": [], "abPlayers": []}})";

void add_route_sets(Show& show) {
  Studio studio = *show.system().find<Studio>(StudioId("studio0"));
  studio.routeSetsWithOverrides.ensure().defaults = parse_json(kRouteSets).as_object();
  show.put(std::move(studio));
}
std::string active_sets(Show& show) {
  std::string text;
  for (const auto& [id, set] :
       resolve_studio(show.system().find<Studio>(StudioId("studio0"))).route_sets) {
    if (truthy(set.active)) text += id;
  }
  return text;
}
JsonObject to_state(const char* id, Json state) {
  return {{"routeSetId", id}, {"state", std::move(state)}};
}

TEST(RouteSets, SwitchingOneOnSwitchesOffTheOthersOfItsGroup) {
  Show show;
  add_route_sets(show);
  show.run("switchRouteSet", to_state("b", true));
  EXPECT_EQ(active_sets(show), "b");
  show.run("switchRouteSet", to_state("c", "toggle"));
  EXPECT_EQ(active_sets(show), "bc");
  show.run("switchRouteSet", to_state("c", "toggle"));
  EXPECT_EQ(active_sets(show), "b");
  // Switched again and again, the overrides don't grow.
  const auto studio = show.system().find<Studio>(StudioId("studio0"));
  EXPECT_EQ(studio->routeSetsWithOverrides->overrides.size(), 3u);
}

TEST(RouteSets, WhatCantBeSwitchedFailsAndChangesNothing) {
  Show show;
  add_route_sets(show);
  for (const auto& payload : {to_state("b", false), to_state("nothing", true)}) {
    const auto outcome = show.run("switchRouteSet", payload);
    EXPECT_EQ(outcome.error->key(), UserErrorKey::InternalError);
    EXPECT_TRUE(outcome.changes.empty());
  }
}

TEST(RouteSets, OnlyThoseWithAbPlayersConcernTheTimeline) {
  Show show;
  add_route_sets(show);
  show.activate();
  const auto before = show.timeline();
  show.run("switchRouteSet", to_state("c", true));
  EXPECT_EQ(show.timeline(), before);
  show.run("switchRouteSet", to_state("a", false));
  EXPECT_NE(show.timeline(), before);
}

TEST(SystemSnapshot, TheStudioBlueprintIsToldAndReachesDevices) {
  Show show({.studio_hooks = R"(onSystemSnapshotCreated: async (context, info) => {
    await context.executeTSRAction('dev0', 'save', info)
  })"});
  const auto outcome =
      show.run("onSystemSnapshotCreated",
               JsonObject{{"snapshotId", "s1"},
                          {"reason", "nightly"},
                          {"type", "system"},
                          {"options", JsonObject{{"studioId", "studio0"}, {"fullSystem", true}}}});
  ASSERT_FALSE(outcome.error);
  ASSERT_EQ(outcome.commands.size(), 1u);
  EXPECT_EQ(outcome.commands[0].at("actionId"), "save");
  EXPECT_EQ(outcome.commands[0].at("payload"),
            parse_json(R"({"snapshotId": "s1", "reason": "nightly", "type": "system",
                           "options": {"studioId": "studio0", "fullSystem": true}})"));
}

TEST(SystemSnapshot, WhatTheBlueprintThrowsIsLoggedOnly) {
  const JsonObject payload{
      {"snapshotId", "s1"}, {"reason", ""}, {"type", "debug"}, {"options", JsonObject{}}};
  for (const char* hook : {"onSystemSnapshotCreated: async () => { throw new Error('no') }", ""}) {
    Show show({.studio_hooks = hook});
    EXPECT_FALSE(show.run("onSystemSnapshotCreated", payload).error) << hook;
  }
}

TEST(DebugCrash, IsADefectThatLeavesEverythingAsItWas) {
  Show show;
  show.activate();
  const auto before = show.playlist();
  const auto outcome = show.run("debugCrash");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->key(), UserErrorKey::InternalError);
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_EQ(show.playlist(), before);
  EXPECT_FALSE(show.take().error);
}

TEST(ExternalEvents, ReachTheShowStyleOfWhatIsActive) {
  Show show({.hooks = R"(onExternalEvent: async (context, state, events) => {
    state.setKey('seen', events.map((event) => event.event))
    await context.takeAfterExecuteAction(true)
  })"});
  const JsonObject payload{{"events", parse_json(R"([{"event": "a"}, {"event": "b"}])")}};
  EXPECT_TRUE(show.run("onExternalEvents", payload).changes.empty());
  show.activate();
  ASSERT_FALSE(show.run("onExternalEvents", payload).error);
  EXPECT_EQ(show.current_part(), "part0");
  EXPECT_EQ(show.playlist()->privatePlayoutPersistentState->at("seen"),
            parse_json(R"(["a", "b"])"));
}

TEST(PackageReferences, OnesOfNoPieceInstanceGoAndTheirPackagesWithThem) {
  Show show;
  ExpectedPackage package;
  package.studioId = StudioId("studio0");
  package.rundownId = RundownId("rundown0");
  package.playoutSources.pieceInstanceIds = {PieceInstanceId("used"), PieceInstanceId("gone")};
  PieceInstance used;
  used._id = PieceInstanceId("used");
  used.rundownId = RundownId("rundown0");
  used.neededExpectedPackageIds = std::vector{ExpectedPackageId("kept")};
  show.put(used);
  for (const char* id : {"kept", "dropped"}) {
    package._id = ExpectedPackageId(id);
    show.put(package);
  }
  show.run("cleanupOrphanedExpectedPackageReferences",
           JsonObject{{"playlistId", "playlist0"}, {"rundownId", "rundown0"}});
  const auto kept = show.documents().find<ExpectedPackage>(ExpectedPackageId("kept"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->playoutSources.pieceInstanceIds, std::vector{PieceInstanceId("used")});
  EXPECT_FALSE(show.documents().find<ExpectedPackage>(ExpectedPackageId("dropped")));
}

// Snapshots.

Json snapshot(Show& show) {
  const auto outcome =
      show.run("generatePlaylistSnapshot",
               JsonObject{{"playlistId", "playlist0"}, {"full", true}, {"withTimeline", true}});
  return parse_json(outcome.result.at("snapshotJson").as_string());
}
Show::Outcome restore(Show& show, const Json& snapshot) {
  return show.run("restorePlaylistSnapshot", JsonObject{{"snapshotJson", dump(snapshot)}});
}

TEST(Snapshot, IsRestoredBesideTheShowThatItWasTakenOf) {
  Show show({.segments = 2, .parts_per_segment = 2});
  show.activate();
  ASSERT_FALSE(show.take().error);
  const Json taken = snapshot(show);
  EXPECT_TRUE(taken.as_object().contains("timeline"));
  const auto outcome = restore(show, taken);
  ASSERT_FALSE(outcome.error);
  const auto playlist = show.documents().find<Playlist>(
      PlaylistId(to_string(outcome.result.at("playlistId").as_string())));
  ASSERT_TRUE(playlist);
  EXPECT_FALSE(playlist->activationId);
  const auto current =
      show.documents().find<PartInstance>(playlist->currentPartInfo->partInstanceId);
  ASSERT_TRUE(current);
  EXPECT_NE(current->_id, show.playlist()->currentPartInfo->partInstanceId);
  EXPECT_EQ(current->rundownId, playlist->rundownIdsInOrder.at(0));
  const auto parts = show.documents().by<Part>(Index::rundown, current->rundownId.str());
  ASSERT_EQ(parts.size(), 4u);
  for (const auto& part : parts) {
    EXPECT_TRUE(show.documents().find<Segment>(part->segmentId));
    EXPECT_EQ(show.documents().by<Piece>(Index::part, part->_id.str()).size(), 1u);
  }
  EXPECT_EQ(outcome.result.at("remappedIds").at("partId").as_array().size(), 4u);
}

TEST(Snapshot, OneOfAnotherPlaylistOrOfNothingIsRefused) {
  Show show;
  JsonObject other = snapshot(show).as_object();
  other["playlistId"] = "another";
  for (const Json& bad : {Json(other), Json(JsonObject{})}) {
    const auto outcome = restore(show, bad);
    EXPECT_TRUE(outcome.error);
    EXPECT_TRUE(outcome.changes.empty());
  }
}

TEST(Snapshot, OldFormsAreUnderstood) {
  Show show;
  show.activate();
  ASSERT_FALSE(show.take().error);
  JsonObject old = snapshot(show).as_object();
  JsonObject& playlist = old["playlist"].as_object();
  const std::string instance = show.playlist()->currentPartInfo->partInstanceId.str();
  playlist.erase("currentPartInfo");
  playlist.erase("previousPartsInfo");
  playlist["currentPartInstanceId"] = instance;
  playlist["previousPartInfo"] = nullptr;
  old["expectedPackages"] =
      parse_json(R"([{"_id": "x", "studioId": "studio0", "fromPieceType": "piece",
    "pieceId": "piece0_0", "partId": "part0", "segmentId": "segment0", "rundownId": "rundown0",
    "blueprintPackageId": "clip", "type": "media_file", "created": 1}])");
  const auto outcome = restore(show, old);
  ASSERT_FALSE(outcome.error) << dump(outcome.error->to_json());
  const auto restored = show.documents().find<Playlist>(
      PlaylistId(to_string(outcome.result.at("playlistId").as_string())));
  EXPECT_TRUE(show.documents().find<PartInstance>(restored->currentPartInfo->partInstanceId));
  EXPECT_FALSE(restored->extra.contains("currentPartInstanceId"));
  const auto packages =
      show.documents().by<ExpectedPackage>(Index::rundown, restored->rundownIdsInOrder.at(0).str());
  ASSERT_EQ(packages.size(), 1u);
  EXPECT_EQ(packages[0]->package.at("_id"), "clip");
  EXPECT_EQ(packages[0]->package.at("type"), "media_file");
  EXPECT_TRUE(show.documents().find<Piece>(
      PieceId(to_string(packages[0]->ingestSources.at(0).at("pieceId").as_string()))));
}

}  // namespace
}  // namespace takt::playout
