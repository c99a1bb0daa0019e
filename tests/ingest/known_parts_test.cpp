// Parts that a blueprint gives as before aren't made again; nobody notices. Whatever came before, a
// rundown is as it is for a newsroom that never saw another.

#include <gtest/gtest.h>

#include <random>

#include "ingest/newsroom.h"
#include "model/derived_ids.h"

namespace takt::ingest {
namespace {

// A part and its pieces are as their payload says; `note` is told about the part and is not in it.
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
        pieces: (part.payload.pieces ?? [{text: part.payload.text ?? ''}]).map((piece) => ({
          externalId: piece.id ?? 'piece', name: piece.text, sourceLayerId: 'cam', outputLayerId: 'pgm',
          lifespan: 'part-only', enable: {start: 0},
          content: {timelineObjects: (piece.objects ?? []).map((id) => ({
            id, enable: {while: 1}, priority: 1, layer: 'L', content: {}}))},
          expectedPackages: part.payload.file && [{_id: part.payload.file, type: 'media_file',
            content: {filePath: part.payload.file}, version: {}, sources: []}],
        })),
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
  /// What the data gives where nothing was before; nothing is after this.
  JsonObject as_new(const JsonObject& data) {
    newsroom_.reset();
    EXPECT_EQ(update(data).error, "");
    JsonObject out = newsroom_.content();
    newsroom_.reset();
    return out;
  }
  void expect(const JsonObject& data, const JsonObject& content) {
    ASSERT_EQ(update(data).error, "");
    EXPECT_EQ(first_difference(newsroom_.content(), content), "");
  }
  /// A part with up to four pieces that have few ids, texts and objects among them: the same one
  /// comes twice, moves, and has to share an object's id, which is refused.
  static JsonObject random_part(const char* id, std::minstd_rand& random) {
    JsonArray pieces;
    for (auto left = random() % 5; left > 0; --left) {
      JsonObject piece{{"id", random() % 2 ? "x" : "y"}, {"text", random() % 2 ? "1" : "2"}};
      JsonArray objects;
      if (random() % 3 == 0) objects.emplace_back(fmt::format("o{}", random() % 4));
      if (random() % 3 == 0) objects.emplace_back("");
      piece["objects"] = std::move(objects);
      pieces.push_back(std::move(piece));
    }
    JsonObject payload{{"pieces", std::move(pieces)}};
    if (random() % 4 == 0) payload["file"] = "clip";
    return part(id, std::move(payload));
  }

  /// Updates one after the other.
  void expect_each_as_new(const std::vector<JsonObject>& updates) {
    std::vector<JsonObject> contents;
    for (const JsonObject& data : updates) contents.push_back(as_new(data));
    for (size_t i = 0; i < updates.size(); ++i) expect(updates[i], contents[i]);
  }

  Newsroom newsroom_{setup()};
};

TEST_F(KnownPartsTest, ChangedOnesAreMadeAgain) {
  std::vector<JsonObject> updates;
  for (const char* text : {"2", "3", "3", "2"}) {
    updates.push_back(
        rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {{"text", text}})})}));
  }
  expect_each_as_new(updates);
}

TEST_F(KnownPartsTest, TheyMayMove) {
  const JsonObject a = part("a", {{"text", "1"}}), b = part("b", {{"text", "2"}});
  expect_each_as_new({rundown({segment("s", {a, b}), segment("t", {})}),
                      rundown({segment("s", {b, a}), segment("t", {})}),
                      rundown({segment("s", {b}), segment("t", {a})}),
                      rundown({segment("t", {a}), segment("s", {b})}),
                      rundown({segment("t", {a, b})}), rundown({segment("s", {a, b})})});
}

TEST_F(KnownPartsTest, PiecesOfAChangedPartAreAsIfNewWhateverStaysOfThem) {
  constexpr unsigned kSeeds = 12;
  constexpr int kUpdates = 12;
  size_t refused = 0;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::minstd_rand random(seed);
    std::vector<JsonObject> updates;
    std::vector<std::string> errors;
    std::vector<JsonObject> contents;
    for (int i = 0; i < kUpdates; ++i) {
      std::vector<JsonObject> parts{random_part("a", random), random_part("b", random)};
      if (random() % 4 == 0) std::swap(parts[0], parts[1]);
      updates.push_back(rundown({segment("s", std::move(parts))}));
      newsroom_.reset();
      errors.push_back(update(updates.back()).error);
      contents.push_back(newsroom_.content());
    }
    newsroom_.reset();
    for (int i = 0; i < kUpdates; ++i) {
      ASSERT_EQ(update(updates[i]).error, errors[i]);
      refused += !errors[i].empty();
      if (errors[i].empty()) {
        ASSERT_EQ(first_difference(newsroom_.content(), contents[i]), "");
      }
    }
  }
  EXPECT_GT(refused, 10u);
  EXPECT_LT(refused, kSeeds * kUpdates / 2);
}

TEST_F(KnownPartsTest, AnObjectOfANewPieceMayNotHaveTheIdOfOneThatStayed) {
  const JsonObject old{{"id", "x"}, {"text", "1"}, {"objects", {"o1"}}};
  const JsonObject fresh{{"id", "y"}, {"text", "1"}, {"objects", {"o1"}}};
  const auto data = [](JsonArray pieces) {
    return rundown({segment("s", {part("a", {{"pieces", std::move(pieces)}})})});
  };
  for (const JsonArray& both : {JsonArray{old, fresh}, JsonArray{fresh, old}}) {
    ASSERT_EQ(update(data({old})).error, "");
    EXPECT_NE(update(data(both)).error, "");
  }
  EXPECT_EQ(update(data({old})).error, "");
}

TEST_F(KnownPartsTest, NotesAreThoseOfTheLastTime) {
  std::vector<JsonObject> updates;
  for (const char* note : {"one", "two", ""}) {
    updates.push_back(rundown({segment("s", {part("a", {{"note", note}}), part("b", {})})}));
  }
  expect_each_as_new(updates);
}

TEST_F(KnownPartsTest, PackagesComeAndGo) {
  std::vector<JsonObject> updates;
  for (const char* file : {"clip", "clip", "other", ""}) {
    JsonObject payload;
    if (*file != 0) payload["file"] = file;
    updates.push_back(rundown({segment("s", {part("a", payload), part("b", {{"file", "clip"}})})}));
  }
  expect_each_as_new(updates);
}

TEST_F(KnownPartsTest, WhatSomebodyElseChangedIsPutRight) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}})})});
  const JsonObject content = as_new(data);
  expect(data, content);
  Part other = *newsroom_.documents().all<Part>().at(0);
  other.title = "other";
  newsroom_.put(other);
  expect(data, content);
  Piece renamed = *newsroom_.documents().all<Piece>().at(0);
  renamed.name = "other";
  newsroom_.put(renamed);
  expect(data, content);
}

TEST_F(KnownPartsTest, AfterAnUpdateThatFailed) {
  const JsonObject data = rundown({segment("s", {part("a", {{"text", "1"}}), part("b", {})})});
  const JsonObject content = as_new(data);
  expect(data, content);
  const JsonObject nameless =
      rundown({segment("s", {part("a", {{"text", "1"}}), part("", {{"id", ""}})})});
  EXPECT_EQ(update(nameless).error, "InternalError");
  expect(data, content);
  JsonObject broken = segment("s", {part("a", {{"text", "1"}})});
  broken["payload"] = JsonObject{{"fail", true}};
  ASSERT_EQ(update(rundown({broken})).error, "");
  EXPECT_EQ(newsroom_.outline(), "s[]");
  expect(data, content);
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
  const JsonObject content = as_new(data);
  expect(data, content);
  ASSERT_EQ(newsroom_.change("removeRundown", {{"forceDelete", true}}).error, "");
  EXPECT_EQ(newsroom_.outline(), "");
  expect(data, content);
}

}  // namespace
}  // namespace takt::ingest
