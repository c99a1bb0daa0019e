#include <gtest/gtest.h>

#include "playout/timeline/finish.h"
#include "playout/timeline/prefix_ids.h"

namespace takt::playout {
namespace {

std::vector<TimelineObject> objects(std::string_view json) {
  return parse_timeline_objects(json);
}

/// What validate_timeline says against one object; empty when it is fine.
std::string complaint(const std::string& members) {
  try {
    validate_timeline(objects("[{" + members + "}]"));
  } catch (const TimelineInvalid& e) {
    return e.what();
  }
  return {};
}

constexpr const char* kRest = R"(,"enable":{"while":1},"layer":"L","content":{"deviceType":0})";

TEST(TimelineValidation, RefusesWhatBreaksResolving) {
  EXPECT_EQ(complaint(std::string(R"("id":"a")") + kRest), "");
  EXPECT_NE(complaint(std::string(R"("id":"")") + kRest), "");
  for (const char* id : {"a.b", "a#b", "a+b", "a b(c)", "a$", "a[1]", "a\xc2\xa7"}) {
    EXPECT_NE(complaint(fmt::format(R"("id":"{}"{})", id, kRest)), "") << id;
  }
  EXPECT_NE(complaint(std::string(R"("id":"a","classes":["x","y!"])") + kRest), "");
  EXPECT_NE(complaint(std::string(R"("id":"a","isGroup":true)") + kRest), "");
  EXPECT_NE(complaint(std::string(R"("id":"a","children":[])") + kRest), "");
  EXPECT_NE(complaint(R"("id":"a","enable":{"while":1},"layer":"a.b","content":{})"), "");
  EXPECT_NE(complaint(R"("id":"a","enable":{"while":1},"layer":"","content":null)"), "");
}

TEST(TimelineValidation, RefusesEnablesThatContradictThemselves) {
  const auto enable = [](std::string_view json) {
    return complaint(fmt::format(R"("id":"a","layer":"","content":{{}},"enable":{})", json));
  };
  EXPECT_EQ(enable(R"({"start":0,"end":5})"), "");
  EXPECT_EQ(enable(R"([{"start":0},{"while":"#b"}])"), "");
  EXPECT_NE(enable("{}"), "");
  EXPECT_NE(enable(R"({"start":0,"while":1})"), "");
  EXPECT_NE(enable(R"({"start":0,"end":5,"duration":5})"), "");
  EXPECT_NE(enable(R"({"while":1,"duration":5})"), "");
  EXPECT_NE(enable(R"([{"start":0},{}])"), "");
}

TEST(TimelineValidation, IdsAreUniqueAmongObjectsAndKeyframes) {
  const std::string a = std::string(R"({"id":"a")") + kRest + "}";
  EXPECT_THROW(validate_timeline(objects("[" + a + "," + a + "]")), TimelineInvalid);
  const std::string keyframed =
      std::string(R"({"id":"b","keyframes":[{"id":"a","enable":{"start":1},"content":{}}])") +
      kRest + "}";
  EXPECT_THROW(validate_timeline(objects("[" + a + "," + keyframed + "]")), TimelineInvalid);
}

TEST(TimelineFlattening, ChildrenBecomeMembers) {
  auto all = objects(
      R"([{"id":"g","enable":{"while":1},"layer":"","content":{},"priority":3,"isGroup":true,
           "objectType":"rundown","children":[
             {"id":"c1","enable":{"start":0},"layer":"L","content":{},"isGroup":true,"children":[
               {"id":"c2","enable":{"start":0},"layer":"M","content":{}}]}]},
          {"id":"z","enable":{"while":1},"layer":"","content":{}}])");
  flatten_children(all);
  ASSERT_EQ(all.size(), 4);
  EXPECT_EQ(all[0].children, Json(JsonArray{}));
  EXPECT_EQ(all[2].id, "c1");
  EXPECT_EQ(all[2].inGroup, std::string("g"));
  EXPECT_EQ(all[2].priority, 3.0);
  EXPECT_EQ(all[2].children, Json(JsonArray{}));
  EXPECT_EQ(all[3].id, "c2");
  EXPECT_EQ(all[3].inGroup, std::string("c1"));
}

TEST(TimelineNow, ATimeThatReplacedNowIsKept) {
  TimelineDocument before;
  before.timelineBlob = R"([{"id":"a","enable":{"start":5000,"setFromNow":true}},
                            {"id":"b","enable":{"start":6000}}])";
  auto all = objects(R"([{"id":"a","enable":{"start":"now","end":7},"layer":"","content":{}},
                         {"id":"b","enable":{"start":"now"},"layer":"","content":{}},
                         {"id":"c","enable":{"start":"now"},"layer":"","content":{}}])");
  keep_former_now_times(all, &before);
  EXPECT_EQ(dump(all[0].enable), R"({"start":5000,"end":7,"setFromNow":true})");
  EXPECT_EQ(dump(all[1].enable), R"({"start":"now"})");
  EXPECT_EQ(dump(all[2].enable), R"({"start":"now"})");
}

TEST(TimelinePrefixes, OnlyWholeKnownIdsAreRewritten) {
  auto all = objects(R"([{"id":"a","enable":{"start":"#a.end + #ab - #b1","while":"!#a & .a"},
                          "layer":"","content":{}},
                         {"id":"b1","enable":[{"start":"#a"},{"start":3}],"layer":"","content":{}}])");
  prefix_ids(all, "p_");
  EXPECT_EQ(dump(all[0].enable), R"({"start":"#p_a.end + #ab - #p_b1","while":"!#p_a & .a"})");
  EXPECT_EQ(dump(all[1].enable), R"([{"start":"#p_a"},{"start":3}])");
  prefix_ids(all, "q_");
  EXPECT_EQ(all[0].id, "q_a") << "always from the blueprint's id";
}

}  // namespace
}  // namespace takt::playout
