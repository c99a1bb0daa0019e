// Parts that a blueprint gives as before aren't made again; nobody notices. Whatever came before, a
// rundown is as it is for a newsroom that never saw another.

#include <gtest/gtest.h>

#include "ingest/newsroom.h"
#include "model/derived_ids.h"

namespace takt::ingest {
namespace {

// A part and its piece are as their payload says; `note` is told about the part and is not in it.
constexpr const char* kHooks = R"(
  getSegment: (context, segment) => {
    if (segment.payload.fail) throw new Error('broken')
    for (const part of segment.parts) {
      if (part.payload.note) context.notifyUserWarning(part.payload.note, {}, part.externalId)
    }
    return {
      segment: {name: segment.name},
      parts: segment.parts.map((part) => ({
        part: {externalId: part.payload.id ?? part.externalId, title: part.payload.text ?? ''},
        pieces: [{
          externalId: 'piece', name: part.payload.text ?? '', sourceLayerId: 'cam', outputLayerId: 'pgm',
          lifespan: 'part-only', enable: {start: 0}, content: {timelineObjects: []},
          expectedPackages: part.payload.file && [{_id: part.payload.file, type: 'media_file',
            content: {filePath: part.payload.file}, version: {}, sources: []}],
        }],
        adLibPieces: [], actions: [],
      })),
    }
  },
)";

class KnownPartsTest : public testing::Test {
 protected:
  static NewsroomSetup setup() { return {.show_hooks = kHooks}; }
  static JsonObject part(const char* id, JsonObject payload) {
    JsonObject out = part_json(id, 0);
    out["payload"] = std::move(payload);
    return out;
  }
  static JsonObject segment(const char* id, std::vector<JsonObject> parts) {
    JsonObject out = segment_json(id, 0, {});
    for (JsonObject& one : parts) {
      one["rank"] = out["parts"].as_array().size();
      out["parts"].as_array().push_back(std::move(one));
    }
    return out;
  }
  static JsonObject rundown(std::vector<JsonObject> segments) {
    double rank = 0;
    for (JsonObject& one : segments) one["rank"] = number(rank++);
    return rundown_json(std::move(segments));
  }

  Newsroom::Outcome update(const JsonObject& data) {
    newsroom_.clock.set(newsroom_.clock.now() + 1000);
    return newsroom_.ingest(data);
  }
  void expect_as_new(const JsonObject& data) {
    ASSERT_EQ(update(data).error, "");
    Newsroom fresh(setup());
    ASSERT_EQ(fresh.ingest(data).error, "");
    EXPECT_EQ(first_difference(newsroom_.content(), fresh.content()), "");
  }

  Newsroom newsroom_{setup()};
};

TEST_F(KnownPartsTest, ChangedOnesAreMadeAgain) {
  expect_as_new(rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {{"text", "2"}})})}));
  expect_as_new(rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {{"text", "3"}})})}));
  expect_as_new(rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {{"text", "2"}})})}));
}

TEST_F(KnownPartsTest, TheyMayMove) {
  const JsonObject a = part("a", {{"text", "1"}}), b = part("b", {{"text", "2"}});
  expect_as_new(rundown({segment("s", {a, b}), segment("t", {})}));
  expect_as_new(rundown({segment("s", {b, a}), segment("t", {})}));
  expect_as_new(rundown({segment("s", {b}), segment("t", {a})}));
  expect_as_new(rundown({segment("t", {a}), segment("s", {b})}));
  expect_as_new(rundown({segment("t", {a, b})}));
  expect_as_new(rundown({segment("s", {a, b})}));
}

TEST_F(KnownPartsTest, NotesAreThoseOfTheLastTime) {
  for (const char* note : {"one", "two", ""}) {
    expect_as_new(rundown({segment("s", {part("a", {{"note", note}}), part("b", {})})}));
  }
}

TEST_F(KnownPartsTest, PackagesComeAndGo) {
  for (const char* file : {"clip", "clip", "other", ""}) {
    JsonObject payload;
    if (*file != 0) payload["file"] = file;
    expect_as_new(rundown({segment("s", {part("a", payload), part("b", {{"file", "clip"}})})}));
  }
}

TEST_F(KnownPartsTest, WhatSomebodyElseChangedIsPutRight) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}})})});
  ASSERT_EQ(update(data).error, "");
  const auto stored = newsroom_.documents().all<Part>().at(0);
  const auto piece = newsroom_.documents().all<Piece>().at(0);
  Part other = *stored;
  other.title = "other";
  newsroom_.put(other);
  expect_as_new(data);
  Piece moved = *piece;
  moved.startPartId = PartId("other");
  newsroom_.put(moved);
  expect_as_new(data);
}

TEST_F(KnownPartsTest, AfterAnUpdateThatFailed) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {})})});
  ASSERT_EQ(update(data).error, "");
  const JsonObject nameless =
      rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {{"id", ""}})})});
  EXPECT_EQ(update(nameless).error, "InternalError");
  expect_as_new(data);
  JsonObject broken = segment("s", {part("a", {{"text", "1"}})});
  broken["payload"] = JsonObject{{"fail", true}};
  expect_as_new(rundown({broken}));
  expect_as_new(data);
}

TEST_F(KnownPartsTest, NothingIsWrittenForThem) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {})})});
  ASSERT_EQ(update(data).error, "");
  for (const Change& change : update(data).changes) {
    EXPECT_NE(change.collection, Collection::parts);
    EXPECT_NE(change.collection, Collection::pieces);
    EXPECT_NE(change.collection, Collection::segments);
  }
}

TEST_F(KnownPartsTest, ARundownThatIsRemovedComesBackWhole) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}})})});
  ASSERT_EQ(update(data).error, "");
  ASSERT_EQ(newsroom_.change("removeRundown", {{"forceDelete", true}}).error, "");
  EXPECT_EQ(newsroom_.outline(), "");
  expect_as_new(data);
}

}  // namespace
}  // namespace takt::ingest
