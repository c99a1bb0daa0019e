// What newsrooms and blueprints do wrong: a note or an error that says so, never a half-applied
// rundown, and the next update works.

#include <gtest/gtest.h>

#include <set>

#include "ingest/newsroom.h"

namespace takt::ingest {
namespace {

// A segment does what its payload asks for.
constexpr const char* kHooks = R"(
  getSegment: (context, segment) => {
    const part = (id, pieces) => ({part: {externalId: id, title: id}, pieces, adLibPieces: [], actions: []})
    const plain = () => ({segment: {name: segment.name}, parts: segment.parts.map((p) => part(p.externalId, []))})
    switch (segment.payload?.do) {
      case 'throw': throw new Error('broken')
      case 'null': return null
      case 'nothing': return undefined
      case 'text': return 'nonsense'
      case 'no parts': return {segment: {name: 'x'}}
      case 'part without id': return {segment: {name: 'x'}, parts: [{part: {title: 'x'}, pieces: []}]}
      case 'wrong type': return {segment: {name: 7}, parts: []}
      case 'same part twice': return {segment: {name: 'x'}, parts: [part('twice', []), part('twice', [])]}
      case 'many': return {segment: {name: 'x'}, parts: Array.from({length: 10000}, (_, i) => part('m' + i, []))}
      case 'never settles': return new Promise(() => {})
      case 'endless': for (;;) {}
      default: return plain()
    }
  },
)";

class BadInput : public testing::Test {
 protected:
  static NewsroomSetup setup() {
    NewsroomSetup out;
    out.show_hooks = kHooks;
    return out;
  }

  void SetUp() override {
    ASSERT_EQ(newsroom_.ingest(good()).error, "");
    ASSERT_EQ(newsroom_.outline(), kGood);
  }
  static JsonObject good() {
    return rundown_json({segment_json("s0", 0, {"a", "b"}), segment_json("s1", 1, {"c"})});
  }
  Newsroom::Outcome update_segment(const std::string& what) {
    JsonObject segment = segment_json("s0", 0, {"a", "b"});
    segment["payload"] = JsonObject{{"do", what}};
    return newsroom_.change("updateSegment", {{"ingestSegment", segment}});
  }
  Doc<Segment> segment(const std::string& id) {
    for (const auto& doc : newsroom_.documents().all<Segment>()) {
      if (doc->externalId == id) return doc;
    }
    return nullptr;
  }
  /// Only what the newsroom sent was written.
  static void expect_caches_only(const Newsroom::Outcome& outcome) {
    for (const Change& change : outcome.changes) {
      EXPECT_TRUE(change.collection == Collection::ingestDataCache ||
                  change.collection == Collection::sofieIngestDataCache)
          << collection_name(change.collection);
    }
  }
  void expect_next_update_works() {
    ASSERT_EQ(newsroom_.ingest(good()).error, "");
    EXPECT_EQ(newsroom_.outline(), kGood);
  }

  static constexpr const char* kGood = "s0[a b] s1[c]";
  Newsroom newsroom_{setup()};
};

TEST_F(BadInput, ASegmentThatCantBeGeneratedSaysSo) {
  for (const char* what : {"throw", "never settles", "endless"}) {
    ASSERT_EQ(update_segment(what).error, "") << what;
    ASSERT_EQ(newsroom_.outline(), "s0[] s1[c]") << what;
    const auto failed = segment("s0");
    ASSERT_TRUE(failed->notes && failed->notes->size() == 1) << what;
    EXPECT_EQ((*failed->notes)[0].type, NoteSeverity::ERROR);
    expect_next_update_works();
  }
}

TEST_F(BadInput, NonsenseLeavesTheRundownAsItWas) {
  for (const char* what : {"null", "nothing", "text", "no parts", "part without id", "wrong type"}) {
    const auto outcome = update_segment(what);
    if (outcome.error.empty()) {
      EXPECT_EQ(newsroom_.outline(), "s0[] s1[c]") << what;
    } else {
      expect_caches_only(outcome);
      EXPECT_EQ(newsroom_.outline(), kGood) << what;
    }
    expect_next_update_works();
  }
}

TEST_F(BadInput, TenThousandPartsAreTaken) {
  ASSERT_EQ(update_segment("many").error, "");
  EXPECT_EQ(newsroom_.documents().by<Part>(Index::segment, segment("s0")->_id.str()).size(),
            10000u);
  expect_next_update_works();
}

TEST_F(BadInput, APartThatIsThereTwiceIsRefused) {
  JsonObject twice = rundown_json({segment_json("s0", 0, {"a"}), segment_json("s1", 1, {"a"})});
  const auto outcome = newsroom_.ingest(twice);
  EXPECT_EQ(outcome.error, "InternalError");
  EXPECT_NE(outcome.message.find("more than once"), std::string::npos) << outcome.message;
  expect_caches_only(outcome);
  EXPECT_EQ(newsroom_.outline(), kGood);
  expect_next_update_works();
}

TEST_F(BadInput, OfASegmentThatIsThereTwiceTheLastCounts) {
  ASSERT_EQ(
      newsroom_.ingest(rundown_json({segment_json("s0", 0, {"a"}), segment_json("s0", 1, {"b"})}))
          .error,
      "");
  EXPECT_EQ(newsroom_.outline(), "s0[b]");
  expect_next_update_works();
}

TEST_F(BadInput, OfAPartThatIsMadeTwiceTheLastCounts) {
  ASSERT_EQ(update_segment("same part twice").error, "");
  EXPECT_EQ(newsroom_.outline(), "s0[twice] s1[c]");
  expect_next_update_works();
}

TEST_F(BadInput, ChangesOfWhatIsNotThereAreRefusedAndLeaveNothing) {
  const std::vector<std::pair<std::string, JsonObject>> jobs = {
      {"updateSegment",
       {{"rundownExternalId", "nope"}, {"ingestSegment", segment_json("s", 0, {})}}},
      {"updatePart",
       {{"rundownExternalId", "nope"},
        {"segmentExternalId", "s0"},
        {"ingestPart", part_json("x", 0)}}},
      {"updatePart",
       {{"rundownExternalId", "rd"},
        {"segmentExternalId", "nope"},
        {"ingestPart", part_json("x", 0)}}},
      {"updateSegment",
       {{"rundownExternalId", "rd"},
        {"isCreateAction", false},
        {"ingestSegment", segment_json("nope", 0, {})}}},
      {"removeSegment", {{"rundownExternalId", "rd"}, {"segmentExternalId", "nope"}}},
      {"regenerateSegment", {{"rundownExternalId", "rd"}, {"segmentExternalId", "nope"}}},
      {"regenerateRundown", {{"rundownExternalId", "nope"}}},
      {"updateSegmentRanks", {{"rundownExternalId", "nope"}, {"newRanks", JsonObject{}}}},
      {"mosFullStory", {{"rundownExternalId", "nope"}, {"story", JsonObject{{"ID", "x"}}}}},
      {"mosDeleteStory", {{"rundownExternalId", "nope"}, {"stories", JsonArray{"x"}}}},
      {"mosFullStory", {{"rundownExternalId", "rd"}, {"story", JsonObject{{"ID", "x"}}}}},
      {"removeRundown", {{"rundownExternalId", "nope"}}}};
  for (const auto& [job, payload] : jobs) {
    const auto outcome = newsroom_.run(job, payload);
    EXPECT_NE(outcome.error, "") << job;
    EXPECT_TRUE(outcome.changes.empty()) << job;
  }
  EXPECT_EQ(newsroom_.outline(), kGood);
}

TEST_F(BadInput, PayloadsOfAWrongFormAreRefusedByName) {
  const std::vector<std::pair<std::string, JsonObject>> jobs = {
      {"updateRundown", {}},
      {"updateRundown", {{"rundownExternalId", 7}}},
      {"updateSegmentRanks", {{"rundownExternalId", "rd"}, {"newRanks", 3}}},
      {"bucketItemImport", {{"bucketId", "b"}, {"showStyleBaseId", "show0"}, {"payload", "x"}}}};
  for (const auto& [job, payload] : jobs) {
    const auto outcome = newsroom_.run(job, payload);
    EXPECT_EQ(outcome.error, "PayloadInvalid") << job;
    EXPECT_TRUE(outcome.changes.empty()) << job;
  }
}

TEST_F(BadInput, RundownsOfAWrongFormAreRefused) {
  for (const char* text :
       {R"("text")", "null", "[]", R"({"externalId": "rd", "segments": 5})",
        R"({"externalId": "rd", "segments": [5]})",
        R"({"externalId": "rd", "segments": [{"externalId": "s", "parts": {}}]})"}) {
    const auto outcome =
        newsroom_.change("updateRundown", {{"ingestRundown", parse_json(text)},
                                           {"isCreateAction", true},
                                           {"rundownSource", JsonObject{{"type", "http"}}}});
    EXPECT_NE(outcome.error, "") << text;
    EXPECT_EQ(newsroom_.outline(), kGood) << text;
  }
  expect_next_update_works();
}

TEST_F(BadInput, UpdatesOutOfOrderEndInTheLast) {
  // A part for a segment that comes later, then the segment, then the part's removal again.
  const JsonObject late{{"segmentExternalId", "s2"}, {"ingestPart", part_json("d", 0)}};
  EXPECT_NE(newsroom_.change("updatePart", late).error, "");
  ASSERT_EQ(newsroom_
                .change("updateSegment",
                        {{"ingestSegment", segment_json("s2", 2, {})}, {"isCreateAction", true}})
                .error,
            "");
  ASSERT_EQ(newsroom_.change("updatePart", late).error, "");
  EXPECT_EQ(newsroom_.outline(), "s0[a b] s1[c] s2[d]");
  ASSERT_EQ(newsroom_.change("removeSegment", {{"segmentExternalId", "s2"}}).error, "");
  EXPECT_NE(
      newsroom_.change("removePart", {{"segmentExternalId", "s2"}, {"partExternalId", "d"}}).error,
      "");
  EXPECT_EQ(newsroom_.outline(), kGood);
}

TEST_F(BadInput, TenMegabytesAreTaken) {
  JsonObject segment = segment_json("s0", 0, {"a", "b"});
  segment["payload"] = JsonObject{{"text", std::string(10 << 20, 'x')}};
  ASSERT_EQ(newsroom_.change("updateSegment", {{"ingestSegment", segment}}).error, "");
  EXPECT_EQ(newsroom_.outline(), kGood);
  expect_next_update_works();
}

/// A hook of the studio or the show style, and what it makes of an update.
TEST(BadHooks, NoHookLeavesAHalfAppliedRundown) {
  const std::vector<NewsroomSetup> broken = {
      {.studio_hooks = "getShowStyleId: () => { throw new Error('x') },"},
      {.studio_hooks = "getShowStyleId: () => 'unknown',"},
      {.studio_hooks = "getRundownPlaylistInfo: () => { throw new Error('x') },"},
      {.studio_hooks = "getRundownPlaylistInfo: () => 'nonsense',"},
      {.studio_hooks = "processIngestData: () => { throw new Error('x') },"},
      {.studio_hooks = "processIngestData: () => new Promise(() => {}),"},
      {.show_hooks = "getShowStyleVariantId: () => null,"},
      {.show_hooks = "getRundown: () => { throw new Error('x') },"},
      {.show_hooks = "getRundown: () => 'nonsense',"},
      {.show_hooks = "getRundown: () => ({}),"},
      {.show_hooks = "getRundown: () => new Promise(() => {}),"}};
  for (size_t i = 0; i < broken.size(); ++i) {
    Newsroom newsroom(broken[i]);
    const auto outcome = newsroom.ingest(rundown_json({segment_json("s0", 0, {"a", "b"})}));
    const std::string outline = newsroom.outline();
    const bool is_whole = newsroom.rundown() && outline == "s0[a b]";
    const bool is_absent = !newsroom.rundown() && outline.empty();
    EXPECT_TRUE(is_whole || is_absent) << i << ": " << outline << " " << outcome.error;
    EXPECT_EQ(newsroom.documents().all<Playlist>().size(), is_whole ? 1u : 0u) << i;
  }
}

// Takes over the part's title, and then does what it says.
constexpr const char* kSyncHook = R"(
  syncIngestUpdateToPartInstance: (context, existing, newData) => {
    const title = newData.part.title
    context.updatePartInstance({title})
    const piece = existing.pieceInstances[0]
    if (title === 'throw') throw new Error('broken')
    if (title === 'never settles') return new Promise(() => {})
    if (title === 'endless') for (;;) {}
    if (title === 'unknown piece') context.syncPieceInstance('unknown')
    if (title === 'no piece') context.insertPieceInstance('nonsense')
    if (title === 'wrong piece') context.insertPieceInstance({...piece.piece, enable: 7})
    if (title === 'no changes') context.updatePieceInstance(piece._id, 'nonsense')
    if (title === 'gone') { context.removePieceInstances(piece._id); throw new Error('broken') }
    if (title === 'removed') context.removePartInstance()
    if (title === 'text') return 'nonsense'
    if (title === 'circle') { const circle = {}; circle.circle = circle; return circle }
  },
)";

/// Part a is on air, b is next.
class BadSyncHook : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(update("Part a", "Part b").error, "");
    const std::string playlist = newsroom_.rundown()->playlistId.str();
    play("activateRundownPlaylist", {{"playlistId", playlist}, {"rehearsal", false}});
    play("takeNextPart", {{"playlistId", playlist}, {"fromPartInstanceId", nullptr}});
    ASSERT_EQ(instances(), "a: Part a, 1 piece; b: Part b, 1 piece; ");
  }
  void play(const std::string& job, const JsonObject& payload) {
    newsroom_.clock.set(newsroom_.clock.now() + 10'000);
    ASSERT_EQ(newsroom_.run(QueueKind::studio, job, payload).error, "");
  }
  Newsroom::Outcome update(const char* a, const char* b) {
    JsonObject segment = segment_json("s0", 0, {"a", "b"});
    segment["parts"].at(0).at("name") = a;
    segment["parts"].at(1).at("name") = b;
    return newsroom_.ingest(rundown_json({segment}));
  }
  std::string instances() {
    std::vector<Doc<PartInstance>> found = newsroom_.documents().all<PartInstance>();
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a->takeCount < b->takeCount; });
    std::string out;
    for (const auto& instance : found) {
      const auto pieces =
          newsroom_.documents().by<PieceInstance>(Index::part_instance, instance->_id.str());
      out += fmt::format("{}: {}, {} piece{}; ", instance->part.externalId, instance->part.title,
                         pieces.size(), pieces.size() == 1 ? "" : "s");
    }
    return out;
  }

  Newsroom newsroom_{{.show_hooks = kSyncHook, .limits = {.time = std::chrono::milliseconds(300)}}};
};

TEST_F(BadSyncHook, AnInstanceItCantBringUpToDateStaysAsItWas) {
  for (const char* what : {"throw", "never settles", "endless", "unknown piece", "no piece",
                           "wrong piece", "no changes", "gone", "removed"}) {
    ASSERT_EQ(update(what, "New b").error, "") << what;
    EXPECT_EQ(newsroom_.outline(), "s0[a b]") << what;
    EXPECT_EQ(instances(), "a: Part a, 1 piece; b: New b, 1 piece; ") << what;
    ASSERT_EQ(update("Part a", "Part b").error, "") << what;
    EXPECT_EQ(instances(), "a: Part a, 1 piece; b: Part b, 1 piece; ") << what;
  }
}

TEST_F(BadSyncHook, WhatItReturnsDoesNotCount) {
  for (const char* what : {"text", "circle"}) {
    ASSERT_EQ(update(what, "Part b").error, "") << what;
    EXPECT_EQ(instances(), fmt::format("a: {}, 1 piece; b: Part b, 1 piece; ", what));
  }
}

// Does what the item says.
constexpr const char* kAdlibHook = R"(
  getAdlibItem: (context, item) => {
    const adlib = {externalId: item.externalId, name: item.name, _rank: 0, sourceLayerId: 'cam',
      outputLayerId: 'pgm', lifespan: 'part-only', content: {timelineObjects: []}}
    const action = {externalId: item.externalId, actionId: 'do', userData: {}, userDataManifest: {},
      display: {_rank: 0, label: {key: item.name}}}
    switch (item.payload?.do) {
      case 'throw': throw new Error('broken')
      case 'never settles': return new Promise(() => {})
      case 'endless': for (;;) {}
      case 'number': return 7
      case 'text': return 'nonsense'
      case 'list': return [adlib]
      case 'circle': { const circle = {...adlib}; circle.content = circle; return circle }
      case 'nothing in it': return {}
      case 'wrong name': return {...adlib, name: 7}
      case 'no content': return {...adlib, content: undefined}
      case 'wrong objects': return {...adlib, content: {timelineObjects: 'nonsense'}}
      case 'wrong package': return {...adlib, expectedPackages: [7]}
      case 'wrong action': return {...action, actionId: 7}
      default: return adlib
    }
  },
)";

class BadAdlibHook : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(import("other", "adlib").error, "");
    ASSERT_EQ(import("item", "adlib").error, "");
    ASSERT_EQ(items(), "item other ");
  }
  Newsroom::Outcome import(const char* id, const char* what) {
    return newsroom_.run("bucketItemImport",
                         JsonObject{{"bucketId", "bucket0"},
                                    {"showStyleBaseId", "show0"},
                                    {"payload", JsonObject{{"externalId", id},
                                                           {"name", "Item"},
                                                           {"payload", JsonObject{{"do", what}}}}}});
  }
  std::string items() {
    std::set<std::string> ids;
    for (const auto& item : newsroom_.documents().all<BucketAdLib>()) ids.insert(item->externalId);
    for (const auto& item : newsroom_.documents().all<BucketAdLibAction>()) {
      ids.insert(item->externalId + "_action");
    }
    std::string out;
    for (const std::string& id : ids) out += id + ' ';
    return out;
  }
  void expect_next_import_works(const char* what) {
    EXPECT_EQ(import("item", "adlib").error, "") << what;
    EXPECT_EQ(items(), "item other ") << what;
  }

  Newsroom newsroom_{
      {.show_hooks = kAdlibHook, .limits = {.time = std::chrono::milliseconds(300)}}};
};

TEST_F(BadAdlibHook, AnItemThatCantBeMadeIsNotThere) {
  for (const char* what : {"throw", "never settles", "endless", "wrong package"}) {
    ASSERT_EQ(import("item", what).error, "") << what;
    EXPECT_EQ(items(), "other ") << what;
    expect_next_import_works(what);
  }
}

TEST_F(BadAdlibHook, NonsenseLeavesTheBucketAsItWas) {
  for (const char* what : {"number", "text", "list", "circle", "nothing in it", "wrong name",
                           "no content", "wrong objects", "wrong action"}) {
    const auto outcome = import("item", what);
    EXPECT_EQ(outcome.error, "InternalError") << what;
    EXPECT_TRUE(outcome.changes.empty()) << what;
    EXPECT_EQ(items(), "item other ") << what;
    expect_next_import_works(what);
  }
}

}  // namespace
}  // namespace takt::ingest
