// The recorded show style blueprint on recorded rundowns: the pieces that come out are those of the
// recording.

#include <filesystem>

#include "blueprints/post_process.h"
#include "blueprints/test_job.h"
#include "conformance_folder.h"
#include "model/derived_ids.h"
#include "read_text.h"

namespace takt::blueprints {
namespace {

/// The first rundown of a recording, segment by segment, through getSegment and post-processing.
size_t compare_first_rundown(TestJob& job, const Json& vector) {
  const Json& scenario = vector.at("scenario");
  const Json* blueprints = member(scenario, "blueprints");
  const Json& step = scenario.at("steps").at(0);
  const Json* data = member(step, "data");
  const Json* rundown = data ? member(*data, "ingestRundown") : nullptr;
  const Json& expected = vector.at("expected").at("steps").at(0);
  const Json* changes = member(expected, "changes");
  const Json* pieces = changes ? member(*changes, "pieces") : nullptr;
  if (!rundown || !pieces || blueprints == nullptr ||
      string_member(*blueprints, "showStyle") != "showstyle.js" ||
      (string_member(*blueprints, "studio") != "studio.js")) {
    return 0;
  }
  Json studio = scenario.at("documents").at("studios").at(0);
  studio.get_object().erase("blueprintId");
  job.put(Collection::studios, dump(studio));
  job.put(Collection::showStyleBases, dump(scenario.at("documents").at("showStyleBases").at(0)));
  job.put(Collection::showStyleVariants,
          dump(scenario.at("documents").at("showStyleVariants").at(0)));
  size_t compared = 0;
  const auto style = job.configuration().show_style(
      ShowStyleVariantId(
          string_member(scenario.at("documents").at("showStyleVariants").at(0), "_id")),
      ShowStyleBaseId(string_member(scenario.at("documents").at("showStyleBases").at(0), "_id")));
  Blueprint& blueprint = job.blueprints().show_style(job, *style);
  const RundownId rundown_id_ =
      rundown_id(StudioId("studio0"), string_member(*rundown, "externalId"));
  for (const Json& segment : rundown->at("segments").get_array()) {
    HookContext context(job, blueprint, "SegmentUserContext", {"getSegment", "test"});
    context.use_show_style(*style);
    std::optional<Json> result;
    try {
      result = blueprint.call(job, "getSegment", {context.arg(), segment});
    } catch (const std::exception&) {
      continue;
    }
    for (const Json& part : result->at("parts").get_array()) {
      const PartOwner owner{rundown_id_,
                            segment_id(rundown_id_, string_member(segment, "externalId")),
                            part_id(rundown_id_, string_member(part.at("part"), "externalId"))};
      std::vector<Piece> made;
      try {
        made = post_process_pieces(part.at("pieces"), blueprint.id(), owner, StartNow::refused,
                                   truthy(member(part.at("part"), "invalid")));
      } catch (const std::exception&) {
        continue;
      }
      for (const Piece& piece : made) {
        const Json* recorded = member(*pieces, piece._id.str());
        if (recorded == nullptr || recorded->is_null()) continue;
        JsonObject actual = to_json(piece).as_object();
        actual["timelineObjectsString"] = parse_json(piece.timelineObjectsString);
        EXPECT_EQ(Json(actual), *recorded) << dump(Json(actual)) << "\n" << dump(*recorded);
        ++compared;
      }
    }
  }
  return compared;
}

TEST(Recorded, PiecesOfFirstRundowns) {
  const auto folder = conformance_folder();
  if (!folder) GTEST_SKIP() << "no recorded scenarios; set TAKT_VECTORS";
  TestJob job;
  job.put(Collection::blueprints,
          dump(Json(JsonObject{{"_id", "showStyleBlueprint0"},
                               {"blueprintType", "showstyle"},
                               {"blueprintHash", "h"},
                               {"code", read_text(*folder / "blueprints/showstyle.js")}})));
  size_t compared = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder / "vectors")) {
    if (entry.path().extension() != ".json") continue;
    compared += compare_first_rundown(job, parse_json(read_text(entry.path())));
    if (testing::Test::HasFailure()) {
      std::cerr << entry.path() << "\n";
      break;
    }
  }
  EXPECT_GT(compared, 100u);
}

}  // namespace
}  // namespace takt::blueprints
