#include <gtest/gtest.h>

#include "model/all_documents.h"
#include "model/overrides.h"

namespace takt {
namespace {

Json sample_part(std::string_view id, double rank) {
  return {{"_id", id},        {"_rank", number(rank)}, {"rundownId", "r"}, {"segmentId", "s"},
          {"externalId", id}, {"title", "Part"},       {"mine", {{"a", 1}}}};
}

TEST(Reflection, UnknownFieldsAndThreeStatesSurvive) {
  Json json = sample_part("p", 1.5);
  json.as_object()["expectedDuration"] = nullptr;
  const Part part = parse<Part>(json);
  EXPECT_TRUE(part.expectedDuration.is_null());
  EXPECT_TRUE(part.autoNext.absent());
  EXPECT_EQ(to_json(part), json);
}

TEST(Reflection, ErrorsNameTheMember) {
  Json json = sample_part("p", 0);
  json.as_object()["_rank"] = "first";
  try {
    parse<Part>(json);
    FAIL() << "accepted a rank that is a string";
  } catch (const reflect::ReflectError& error) {
    EXPECT_NE(std::string(error.what()).find("_rank should be a number"), std::string::npos)
        << error.what();
  }
}

TEST(Overrides, AreAppliedInOrder) {
  const auto object = parse<ObjectWithOverrides>(parse_json(R"({
    "defaults": {"a": {"b": 1, "c": 2}, "list": [1, 2]},
    "overrides": [{"op": "set", "path": "a.b", "value": 5}, {"op": "delete", "path": "a.c"},
                  {"op": "set", "path": "no.where", "value": 1},
                  {"op": "set", "path": "new", "value": {"x": 1}}]})"));
  EXPECT_EQ(Json(resolve_overrides(object)),
            parse_json(R"({"a": {"b": 5}, "list": [1, 2], "new": {"x": 1}})"));
}

}  // namespace
}  // namespace takt
