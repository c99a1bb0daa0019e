#include "door/ingest_check.h"

#include <gtest/gtest.h>

#include "base/user_error.h"

namespace takt::door {
namespace {

const char* const kGood = R"({"externalId": "r", "name": "", "type": "http", "segments": [
  {"externalId": "a", "name": "A", "rank": 0, "parts": []},
  {"externalId": "b", "name": "B", "rank": 1.5, "payload": null, "parts": [
    {"externalId": "1", "name": "One", "rank": 0}, {"externalId": "2", "name": "Two", "rank": 1}]}]})";

std::string problem(const Json& rundown) {
  try {
    check_ingest_rundown(rundown);
    return "";
  } catch (const UserError& error) {
    EXPECT_EQ(error.key(), UserErrorKey::PayloadInvalid);
    EXPECT_EQ(error.error_code(), 400);
    return error.what();
  }
}

TEST(IngestCheck, AcceptsARundown) {
  EXPECT_EQ(problem(parse_json(kGood)), "");
}

TEST(IngestCheck, NamesTheMemberThatIsWrong) {
  const auto wrong = [](auto change) {
    Json rundown = parse_json(kGood);
    change(rundown.as_object());
    return problem(rundown);
  };
  using O = JsonObject;
  EXPECT_NE(problem(Json("text")).find("rundown should be an object"), std::string::npos)
      << problem(Json("text"));
  EXPECT_NE(wrong([](O& r) { r.erase("externalId"); }).find("rundown.externalId is missing"),
            std::string::npos);
  EXPECT_NE(wrong([](O& r) { r["externalId"] = 7; }).find("rundown.externalId"), std::string::npos);
  EXPECT_NE(wrong([](O& r) { r["externalId"] = ""; }).find("rundown.externalId is empty"),
            std::string::npos);
  EXPECT_NE(wrong([](O& r) { r["segments"] = O{}; }).find("rundown.segments"), std::string::npos);
  EXPECT_NE(wrong([](O& r) {
              r["segments"].as_array()[1].as_object()["rank"] = "1";
            }).find("rundown.segments[1].rank"),
            std::string::npos);
  EXPECT_NE(wrong([](O& r) {
              r["segments"].as_array()[1].as_object()["externalId"] = "a";
            }).find("\"a\" is there twice"),
            std::string::npos);
  EXPECT_NE(
      wrong([](O& r) {
        r["segments"].as_array()[1].as_object()["parts"].as_array()[1].as_object()["externalId"] =
            "1";
      }).find("rundown.segments[1].parts[1].externalId \"1\" is there twice"),
      std::string::npos);
  EXPECT_NE(wrong([](O& r) {
              r["segments"].as_array()[0].as_object().erase("parts");
            }).find("rundown.segments[0].parts is missing"),
            std::string::npos);
}

}  // namespace
}  // namespace takt::door
