#include "blueprints/post_process.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/json_codec.h"
#include "blueprints/test_job.h"

namespace takt::blueprints {
namespace {

const BlueprintId kBlueprint("bp");
const PartOwner kOwner{RundownId("rd"), SegmentId("sg"), PartId("pt")};

Json one_piece(std::string_view members = "", std::string_view object_members = "") {
  return parse_json(fmt::format(
      R"([{{"externalId":"p","name":"P","lifespan":"segment-end","sourceLayerId":"cam","outputLayerId":"pgm",
          "enable":{{"start":0}}{},
          "content":{{"file":"x","timelineObjects":[{{"id":"","enable":{{"while":1}},"priority":1,"layer":"L",
            "content":{{"a":1}}{}}}]}}}}])",
      members, object_members));
}

std::string failure(const Json& items, StartNow start_now = StartNow::refused) {
  try {
    post_process_pieces(items, kBlueprint, kOwner, start_now);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(PostProcess, Pieces) {
  Json items = one_piece(
      R"(,"expectedPackages":[{"_id":"k","content":{"f":1},"version":{}}],"other":5)",
      R"(,"keyframes":[{"id":"k","enable":{"start":1},"content":{}},{"enable":{"start":2},"content":{}}])");
  items.get_array().push_back(items.get_array()[0]);
  items.get_array()[1].at("content").at("timelineObjects").at(0).get_object()["id"] = "own";
  const auto pieces = post_process_pieces(items, kBlueprint, kOwner, StartNow::refused);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(pieces[0]._id.str(), get_hash("rd_bp_pt_piece_cam_p"));
  EXPECT_EQ(pieces[1]._id.str(), get_hash("rd_bp_pt_piece_cam_p_0"));
  EXPECT_EQ(dump(pieces[0].content), R"({"file":"x"})");
  EXPECT_EQ(pieces[0].invalid, false);
  EXPECT_EQ(pieces[0].extra.at("other"), Json(5));
  EXPECT_EQ(pieces[0].expectedPackages->at(0).at("contentVersionHash"),
            Json(hash_object(parse_json(R"({"content":{"f":1},"version":{}})"))));
  const Json objects = parse_json(pieces[0].timelineObjectsString);
  const std::string id = get_hash(pieces[0]._id.str() + "_0");
  EXPECT_EQ(objects.at(0).at("id"), Json(id));
  EXPECT_EQ(objects.at(0).at("objectType"), Json("rundown"));
  EXPECT_EQ(objects.at(0).at("keyframes").at(0).at("id"), Json(id + "_keyframe_k"));
  EXPECT_EQ(objects.at(0).at("keyframes").at(1).at("id"), Json(id + "_keyframe_1"));
}

TEST(PostProcess, LifespansForced) {
  const auto lifespan = [](std::string_view members) {
    return post_process_pieces(one_piece(members), kBlueprint, kOwner, StartNow::refused)[0]
        .lifespan;
  };
  EXPECT_EQ(lifespan(""), PieceLifespan::OutOnSegmentEnd);
  EXPECT_EQ(lifespan(R"(,"pieceType":"in-transition")"), PieceLifespan::WithinPart);
  EXPECT_EQ(lifespan(R"(,"extendOnHold":true)"), PieceLifespan::WithinPart);
  const Piece global = post_process_global_pieces(one_piece(), kBlueprint, RundownId("rd"))[0];
  EXPECT_EQ(global.lifespan, PieceLifespan::OutOnRundownChange);
  EXPECT_TRUE(global.startPartId.is_null());
  EXPECT_EQ(global._id.str(), get_hash("rd_bp_rundown_piece_cam_p"));
}

TEST(PostProcess, Refusals) {
  using testing::HasSubstr;
  EXPECT_EQ(failure(one_piece()), "");
  EXPECT_THAT(failure(one_piece(R"(,"externalId":"")")), HasSubstr("no externalId"));
  EXPECT_THAT(failure(one_piece(R"(,"enable":{"start":"now"})")), HasSubstr("can't start \"now\""));
  EXPECT_EQ(failure(one_piece(R"(,"enable":{"start":"now"})"), StartNow::allowed), "");
  EXPECT_THAT(failure(one_piece("", R"(,"enable":{"start":"now"})"), StartNow::allowed),
              HasSubstr("can't start \"now\""));
  EXPECT_THAT(failure(one_piece("", R"(,"priority":"high")")), HasSubstr("is no number"));
  EXPECT_THAT(failure(one_piece("", R"(,"layer":"a.b")")), HasSubstr("reserved"));
  EXPECT_THAT(failure(one_piece("", R"(,"enable":{"while":1,"end":2})")), HasSubstr("not valid"));
  EXPECT_THAT(failure(one_piece("", R"(,"isGroup":true)")), HasSubstr("without children"));
  Json twice = one_piece("", R"(,"id":"same")");
  twice.get_array().push_back(twice.get_array()[0]);
  EXPECT_THAT(failure(twice), HasSubstr("two timeline objects"));
}

TEST(PostProcess, Actions) {
  const Json items = parse_json(R"([{"externalId":"a","actionId":"x","userData":{},"partId":"other",
    "display":{"_rank":1,"label":{"key":"L"},"description":{"key":"D"}},
    "triggerModes":[{"data":"m","display":{"label":{"key":"T"}}}],
    "userEditOperations":[{"type":"sofie","id":"s","junk":1},{"type":"?"}]}])");
  const auto actions = post_process_adlib_actions(items, kBlueprint, RundownId("rd"), PartId("pt"));
  EXPECT_EQ(actions[0]._id.str(), get_hash("rd_bp_pt_adlib_action_a"));
  EXPECT_EQ(actions[0].partId, PartId("pt"));
  EXPECT_EQ(dump(actions[0].display.at("label")), R"({"key":"L","namespaces":["blueprint_bp"]})");
  EXPECT_EQ(dump(actions[0].display.at("description")),
            R"({"key":"D","namespaces":["blueprint_bp"]})");
  EXPECT_EQ(dump(actions[0].triggerModes->at(0).at("display").at("label")),
            R"({"key":"T","namespaces":["blueprint_bp"]})");
  EXPECT_EQ(dump(*actions[0].userEditOperations), R"([{"type":"sofie","id":"s"}])");
  const auto global = post_process_baseline_adlib_actions(items, kBlueprint, RundownId("rd"));
  EXPECT_EQ(global[0]._id.str(), get_hash("rd_bp_global_adlib_action_a"));
  EXPECT_TRUE(global[0].partId.absent());
}

TEST(PostProcess, BucketItems) {
  BucketItemInput input{kBlueprint,
                        StudioId("st"),
                        ShowStyleBaseId("ba"),
                        ShowStyleVariantId("va"),
                        BucketId("bu"),
                        {},
                        parse_json(R"({"payload":{"externalId":"ext"}})"),
                        0.0,
                        "Kept"};
  Json item = one_piece(R"(,"_rank":7)").at(0);
  const BucketAdLib adlib = post_process_bucket_adlib(item, input);
  EXPECT_EQ(adlib._id.str(), get_hash("va_st_bu_bucket_adlib_ext"));
  EXPECT_EQ(adlib._rank, 7);
  EXPECT_EQ(adlib.name, "Kept");
  EXPECT_EQ(adlib.externalId, "ext");
  const Json action =
      parse_json(R"({"externalId":"a","actionId":"x","allVariants":true,"partId":"p",
    "display":{"_rank":1,"label":{"key":"L"}}})");
  const BucketAdLibAction made = post_process_bucket_action(action, input);
  EXPECT_TRUE(made.showStyleVariantId.is_null());
  EXPECT_EQ(made.display.at("label"), Json("Kept"));
  EXPECT_EQ(made.display.at("_rank"), Json(0));
}

}  // namespace
}  // namespace takt::blueprints
