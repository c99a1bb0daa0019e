#include "replay/references.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "replay/scenario.h"
#include "replay/recorded.h"

namespace takt::replay {
namespace {

class ReferencesTest : public testing::Test {
 protected:
  Json resolve(std::string_view data) {
    return References(documents_, "studio0", results_).resolve(parse_json(data));
  }
  void put(const std::string& collection, const char* document) {
    const Json json = parse_json(document);
    documents_.put(collection, string_member(json, "_id"), json);
  }

  RecordedDocuments documents_;
  std::vector<Json> results_;
};

TEST_F(ReferencesTest, DerivedIdsNeedNoDocument) {
  const std::string rundown = get_hash("studio0_rd");
  EXPECT_EQ(resolve(R"("@@rundown:rd")"), Json(rundown));
  EXPECT_EQ(resolve(R"("@@segment:rd/s1")"), Json(get_hash(rundown + "_segment_s1")));
  EXPECT_EQ(resolve(R"({"@@part:rd/p1":1})"),
            Json(JsonObject{{get_hash(rundown + "_part_p1"), 1}}));
}

TEST_F(ReferencesTest, WhatIsMissingSaysSo) {
  EXPECT_EQ(resolve(R"("@@playlist:rd")"), Json("missing_playlist_rd"));
  EXPECT_EQ(resolve(R"("@@current:rd")"), Json(nullptr));
  EXPECT_EQ(resolve(R"("@@fmt:x_{pieceInstance:current/a}")"),
            Json("x_missing_pieceInstance_current/a"));
  EXPECT_ANY_THROW(resolve(R"("@@nonsense:x")"));
}

TEST_F(ReferencesTest, SelectedInstances) {
  put("rundownPlaylists", R"({"_id":"a","nextPartInfo":{"partInstanceId":"n"},"currentPartInfo":null})");
  put("rundownPlaylists", R"({"_id":"b","activationId":"x","currentPartInfo":{"partInstanceId":"c"},
                              "previousPartsInfo":[{"partInstanceId":"p"}]})");
  EXPECT_EQ(resolve(R"(["@@playlist","@@current","@@next","@@previous"])"),
            parse_json(R"(["b","c",null,"p"])"));
}

TEST_F(ReferencesTest, InstancesByExternalId) {
  put("partInstances", R"({"_id":"i1","part":{"externalId":"p"}})");
  put("partInstances", R"({"_id":"i2","part":{"externalId":"p"}})");
  put("pieceInstances", R"({"_id":"x1","partInstanceId":"i1","piece":{"externalId":"e","name":"one"}})");
  put("pieceInstances", R"({"_id":"x2","partInstanceId":"i2","piece":{"externalId":"e","name":"two"}})");
  EXPECT_EQ(resolve(R"(["@@partInstance:p","@@partInstance:p#1","@@pieceInstance:p#1/e",
                        "@@pieceInstance:p/two","@@partInstance:p#3"])"),
            parse_json(R"(["i2","i1","x1","x2","missing_partInstance_p#3"])"));
}

TEST_F(ReferencesTest, EarlierResults) {
  results_ = {parse_json(R"({"a":{"b":[1]}})")};
  EXPECT_EQ(resolve(R"("@@result:0/a/b")"), parse_json("[1]"));
}

// Two documents of the same external id, made in the same step: which one is stored first can't be
// seen in the recording.
constexpr size_t kAmbiguous = 7;

// Every reference of the recorded scenarios, against the documents that the recording shows.
TEST(RecordedReferences, ResolveAsRecorded) {
  const auto folder = conformance_folder();
  if (!folder) GTEST_SKIP() << "no recorded scenarios; set TAKT_VECTORS";
  size_t resolved = 0;
  size_t wrong = 0;
  for (const auto& file : scenario_files({*folder / "vectors"})) {
    const Json vector = read_json(file);
    const Scenario scenario = read_scenario(vector, *folder / "blueprints");
    RecordedDocuments documents;
    for (const auto& [collection, list] : scenario.documents) {
      for (const Json& each : list) documents.put(collection, string_member(each, "_id"), each);
    }
    std::vector<Json> results;
    const JsonArray& recorded = vector.at("expected").at("steps").as_array();
    for (size_t i = 0; i < recorded.size(); ++i) {
      References references(documents, scenario.studio_id, results);
      const Json* expected = member(recorded[i], "data");
      if (scenario.steps[i].job) {
        const Json data = references.resolve(scenario.steps[i].job->data);
        EXPECT_EQ(references.any(), expected != nullptr) << file << " step " << i;
        resolved += references.any() ? 1 : 0;
        if (expected != nullptr && data != *expected && ++wrong > kAmbiguous) {
          ADD_FAILURE() << file << " step " << i << "\nexpected " << dump(*expected) << "\nis "
                        << dump(data);
        }
      }
      documents.apply(recorded[i].at("changes"));
      const Json* result = member(recorded[i], "result");
      results.push_back(result == nullptr ? Json(nullptr) : *result);
    }
  }
  EXPECT_GT(resolved, 0u);
}

}  // namespace
}  // namespace takt::replay
