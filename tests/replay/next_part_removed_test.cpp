#include <gtest/gtest.h>

#include "replay/files.h"
#include "replay/runner.h"
#include "worker/blueprint_host.h"
#include "worker/handler_table.h"

namespace takt::replay {
namespace {

/// The show of the case shows/take (parts a and b in segment s0), with a third part c, and then
/// these steps after its first take.
class NextPartRemoved : public testing::Test {
 protected:
  Json run(const char* change) {
    const std::filesystem::path folder =
        std::filesystem::path(TAKT_SOURCE_DIR) / "tests/conformance";
    Json vector = read_json(folder / "vectors/shows/take.json");
    JsonArray& steps = vector.as_object()["scenario"].as_object()["steps"].as_array();
    JsonArray& parts =
        steps[0].at("data").at("ingestRundown").at("segments").at(0).at("parts").as_array();
    parts.push_back(
        parse_json(R"({"externalId": "c", "name": "c", "rank": 2, "payload": {"id": "c"}})"));
    steps.resize(4);
    steps.push_back(parse_json(change));
    steps.push_back(parse_json(R"({"at": 1700000010000, "queue": "studio", "job": "takeNextPart",
      "data": {"playlistId": "@@playlist:rd", "fromPartInstanceId": "@@current:rd"}})"));
    worker::BlueprintHost host({});
    return run_scenario(read_scenario(vector, folder / "blueprints"), worker::make_job_table(),
                        [&]() -> blueprints::Blueprints& { return host.get(); });
  }

  /// The external id of the part that is `which` (currentPartInfo, nextPartInfo) after a step.
  static std::string part(const Json& result, size_t step, const char* which) {
    std::string id;
    std::string external;
    for (size_t i = 0; i <= step; ++i) {
      const Json* changes = member(result.at("steps").at(i), "changes");
      if (const Json* playlists = member(*changes, "rundownPlaylists")) {
        const Json* info = member(playlists->as_object().begin()->value(), which);
        id = truthy(info) ? string_member(*info, "partInstanceId") : "";
      }
      const Json* instances = member(*changes, "partInstances");
      for (const auto& each : instances ? instances->as_object() : JsonObject{}) {
        if (each.value().is_object())
          externals_[std::string(each.key())] =
              string_member(each.value().at("part"), "externalId");
      }
    }
    return id.empty() ? "" : externals_[id];
  }
  static inline std::map<std::string, std::string> externals_;
};

constexpr const char* kRemoveNext = R"({"at": 1700000003000, "queue": "ingest", "job": "removePart",
  "data": {"rundownExternalId": "rd", "segmentExternalId": "s0", "partExternalId": "b"}})";
constexpr const char* kRemoveCurrent =
    R"({"at": 1700000003000, "queue": "ingest", "job": "removePart",
  "data": {"rundownExternalId": "rd", "segmentExternalId": "s0", "partExternalId": "a"}})";

TEST_F(NextPartRemoved, TheOneAfterItBecomesNextAndCanBeTaken) {
  const Json result = run(kRemoveNext);
  EXPECT_EQ(part(result, 3, "nextPartInfo"), "b");
  EXPECT_EQ(part(result, 4, "currentPartInfo"), "a");
  EXPECT_EQ(part(result, 4, "nextPartInfo"), "c");
  EXPECT_EQ(member(result.at("steps").at(5), "error"), nullptr);
  EXPECT_EQ(part(result, 5, "currentPartInfo"), "c");
}

TEST_F(NextPartRemoved, ThePartOnAirStaysAndItsNextToo) {
  const Json result = run(kRemoveCurrent);
  EXPECT_EQ(part(result, 4, "currentPartInfo"), "a");
  EXPECT_EQ(part(result, 4, "nextPartInfo"), "b");
  EXPECT_EQ(member(result.at("steps").at(5), "error"), nullptr);
  EXPECT_EQ(part(result, 5, "currentPartInfo"), "b");
}

}  // namespace
}  // namespace takt::replay
