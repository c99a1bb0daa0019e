// Bucket jobs beyond the recorded scenarios: groups of items, what a person changed, packages.

#include <gtest/gtest.h>

#include "ingest/newsroom.h"

namespace takt::ingest {
namespace {

// The payload says what the item is; `lost` gives nothing.
constexpr const char* kHooks = R"(
  getAdlibItem: (context, item) => {
    const given = item.payload
    if (given.throw) throw new Error('no item')
    if (given.lost) return null
    if (given.action) {
      return {externalId: 'x', actionId: 'do', userData: {}, userDataManifest: {}, allVariants: given.all,
        expectedPackages: given.packages, display: {_rank: 0, label: {key: item.name}}}
    }
    return {externalId: 'x', name: item.name, _rank: 0, sourceLayerId: 'cam', outputLayerId: 'pgm',
      lifespan: 'part-only', uniquenessId: given.unique, expectedPackages: given.packages,
      content: {timelineObjects: []}}
  },
)";

class BucketTest : public testing::Test {
 protected:
  Newsroom newsroom_{{.show_hooks = kHooks, .variants = 2}};

  Newsroom::Outcome import(const std::string& id, JsonObject payload) {
    return newsroom_.run("bucketItemImport",
                         JsonObject{{"bucketId", "bucket0"},
                                    {"showStyleBaseId", "show0"},
                                    {"payload", JsonObject{{"externalId", id},
                                                           {"name", "Item " + id},
                                                           {"payload", std::move(payload)}}}});
  }
  template <class Item>
  std::vector<Doc<Item>> items(const std::string& id) {
    auto found = newsroom_.documents().by<Item>(Index::bucket, "bucket0");
    std::erase_if(found, [&](const auto& item) { return item->externalId != id; });
    return found;
  }
  std::vector<Doc<BucketAdLib>> pieces(const std::string& id) { return items<BucketAdLib>(id); }
  std::vector<Doc<BucketAdLibAction>> actions(const std::string& id) {
    return items<BucketAdLibAction>(id);
  }
  std::vector<Doc<ExpectedPackage>> packages() {
    return newsroom_.documents().by<ExpectedPackage>(Index::bucket, "bucket0");
  }
  static JsonArray package(const std::string& file) {
    return {JsonObject{{"_id", file},
                       {"type", "media_file"},
                       {"content", JsonObject{{"filePath", file}}},
                       {"version", JsonObject{}},
                       {"sources", JsonArray{}}}};
  }
};

TEST_F(BucketTest, AnItemForEachVariantAfterAllOthers) {
  ASSERT_EQ(import("a", {}).error, "");
  ASSERT_EQ(import("b", {{"action", true}}).error, "");
  ASSERT_EQ(import("c", {}).error, "");
  ASSERT_EQ(pieces("a").size(), 2u);
  ASSERT_EQ(actions("b").size(), 2u);
  EXPECT_EQ(pieces("a")[0]->_rank, 1);
  EXPECT_EQ(*member(actions("b")[0]->display, "_rank"), Json(2));
  EXPECT_EQ(pieces("c")[1]->_rank, 3);
}

TEST_F(BucketTest, AnActionForAllVariantsIsMadeOnce) {
  ASSERT_EQ(import("a", {{"action", true}, {"all", true}}).error, "");
  ASSERT_EQ(actions("a").size(), 1u);
  EXPECT_TRUE(actions("a")[0]->showStyleVariantId.is_null());
}

TEST_F(BucketTest, RegeneratingKeepsWhatAPersonChanged) {
  import("a", {});
  import("b", {});
  const auto id = pieces("a")[0]->_id.str();
  const JsonObject props{
      {"name", "Renamed"}, {"_rank", 9}, {"studioId", "other"}, {"_id", "other"}};
  ASSERT_EQ(newsroom_.run("bucketPieceModify", JsonObject{{"pieceId", id}, {"props", props}}).error,
            "");
  for (const auto& piece : pieces("a")) {
    EXPECT_EQ(piece->name, "Renamed");
    EXPECT_EQ(piece->studioId, StudioId("studio0"));
  }
  const auto again = newsroom_.run("bucketItemRegenerate",
                                   JsonObject{{"bucketId", "bucket0"}, {"externalId", "a"}});
  ASSERT_EQ(again.error, "");
  EXPECT_TRUE(again.changes.empty());
  EXPECT_EQ(pieces("a")[0]->_rank, 9);
}

TEST_F(BucketTest, AnItemOfAnotherKindTakesItsPlaceAndItsPackages) {
  import("a", {{ "packages", package("clip") }});
  ASSERT_EQ(packages().size(), 1u);
  import("a", {{"action", true}, { "packages", package("clip") }});
  EXPECT_TRUE(pieces("a").empty());
  ASSERT_EQ(actions("a").size(), 2u);
  ASSERT_EQ(packages().size(), 1u);
  ASSERT_EQ(packages()[0]->ingestSources.size(), 2u);
  for (const Json& source : packages()[0]->ingestSources) {
    EXPECT_EQ(string_member(source, "fromPieceType"), "bucket_adlib_action");
  }
}

TEST_F(BucketTest, APackageGoesWithTheLastItemThatNeedsIt) {
  import("a", {{ "packages", package("clip") }});
  import("b", {{ "packages", package("clip") }});
  ASSERT_EQ(packages().size(), 1u);
  newsroom_.run("bucketRemoveAdlibPiece", JsonObject{{"pieceId", pieces("a")[0]->_id.str()}});
  EXPECT_TRUE(pieces("a").empty());
  ASSERT_EQ(packages().size(), 1u);
  newsroom_.run("bucketRemoveAdlibPiece", JsonObject{{"pieceId", pieces("b")[0]->_id.str()}});
  EXPECT_TRUE(packages().empty());
}

TEST_F(BucketTest, ItemsMarkedAsTheSameGoTogether) {
  import("a", {{ "unique", "u" }});
  import("b", {{ "unique", "u" }});
  import("c", {{ "unique", "other" }});
  newsroom_.run("bucketRemoveAdlibPiece", JsonObject{{"pieceId", pieces("a")[0]->_id.str()}});
  EXPECT_TRUE(pieces("a").empty());
  EXPECT_TRUE(pieces("b").empty());
  EXPECT_EQ(pieces("c").size(), 2u);
}

TEST_F(BucketTest, WhatABlueprintNoLongerMakesIsRemoved) {
  for (const char* nothing : {"lost", "throw"}) {
    import("a", {{ "packages", package("clip") }});
    ASSERT_EQ(pieces("a").size(), 2u);
    ASSERT_EQ(import("a", {{nothing, true}}).error, "");
    EXPECT_TRUE(pieces("a").empty());
    EXPECT_TRUE(packages().empty());
  }
}

TEST_F(BucketTest, PropsOfAWrongTypeAreRefused) {
  import("a", {});
  const auto outcome =
      newsroom_.run("bucketPieceModify", JsonObject{{"pieceId", pieces("a")[0]->_id.str()},
                                                    {"props", JsonObject{{"_rank", "first"}}}});
  EXPECT_EQ(outcome.error, "PayloadInvalid");
  EXPECT_TRUE(outcome.changes.empty());
}

}  // namespace
}  // namespace takt::ingest
