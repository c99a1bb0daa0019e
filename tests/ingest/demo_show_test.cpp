// The demo's show style: what becomes of the stories of a newsroom. With stories of our own, and
// with real rundowns where they are.

#include <gtest/gtest.h>

#include "ingest/newsroom.h"
#include "read_text.h"
#include "realworld_folder.h"

namespace takt::ingest {
namespace {

class DemoShow : public testing::Test {
 protected:
  Newsroom newsroom_{demo_blueprints()};

  /// A rundown "rd" with one story "s".
  void story(const std::string& body, JsonArray cues, JsonObject meta = {}) {
    JsonObject segment{
        {"externalId", "s"},
        {"name", "Story"},
        {"rank", 0},
        {"parts", JsonArray{}},
        {"payload", JsonObject{{"iNewsStory", JsonObject{{"fields", JsonObject{{"title", "T"}}},
                                                         {"meta", std::move(meta)},
                                                         {"cues", std::move(cues)},
                                                         {"body", body}}}}}};
    ASSERT_EQ(newsroom_.ingest(rundown_json({std::move(segment)})).error, "");
  }
  Doc<Part> part(const std::string& external_id = "s_0") {
    for (const auto& doc : newsroom_.documents().all<Part>()) {
      if (doc->externalId == external_id) return doc;
    }
    return nullptr;
  }
  Doc<Segment> segment() {
    const auto all = newsroom_.documents().all<Segment>();
    return all.empty() ? nullptr : all.front();
  }
  /// "name start+duration lifespan" of the graphics of a part.
  std::vector<std::string> graphics(const std::string& external_id = "s_0") {
    std::vector<std::string> out;
    for (const auto& doc :
         newsroom_.documents().by<Piece>(Index::part, part(external_id)->_id.str())) {
      const Json piece = to_json(*doc);
      if (string_member(piece, "sourceLayerId") != "lower_third") continue;
      const Json& enable = *member(piece, "enable");
      const Json* duration = member(enable, "duration");
      out.push_back(fmt::format(
          "{} {}{} {}", string_member(piece, "name"), dump(*member(enable, "start")),
          duration == nullptr ? "" : "+" + dump(*duration), string_member(piece, "lifespan")));
    }
    return out;
  }
};

constexpr const char* kBody =
    R"(<p><pi>KAM 1</pi></p><p><a idref="0"></a>Good evening.</p><p><pi>LIVE 2</pi></p><p><a idref="1"></a></p>)";

TEST_F(DemoShow, CuesAreGraphicsWithTheirInAndOutTimes) {
  story(kBody,
        {JsonArray{"#kg bund Ada", "Host", ";0.05-0.24"}, JsonArray{"kg bund Bo", ";1.02.05"}});
  EXPECT_EQ(graphics("s_0"), std::vector<std::string>{"Ada | Host 5000+19000 part-only"});
  EXPECT_EQ(graphics("s_1"), std::vector<std::string>{"Bo 62200 part-only"});
}

TEST_F(DemoShow, AGraphicStaysWithItsPartItsStoryOrTheShow) {
  story(R"(<p><pi>KAM 1</pi><a idref="0"></a><a idref="1"></a><a idref="2"></a></p>)",
        {JsonArray{"kg bund part", ";0.01-B"}, JsonArray{"kg bund story", ";0.02-S"},
         JsonArray{"kg bund show", ";0.03-O"}});
  EXPECT_EQ(graphics(), (std::vector<std::string>{"part 1000 part-only", "story 2000 segment-end",
                                                  "show 3000 rundown-end"}));
}

TEST_F(DemoShow, AGraphicWithoutATimeIsTheOperators) {
  story(R"(<p><pi>KAM 1</pi><a idref="0"></a></p>)", {JsonArray{"#kg bund Ada", ";x.xx-0.30"}});
  EXPECT_TRUE(graphics().empty());
  const auto adlibs = newsroom_.documents().by<AdLibPiece>(Index::part, part()->_id.str());
  ASSERT_EQ(adlibs.size(), 1u);
  EXPECT_EQ(string_member(to_json(*adlibs[0]), "name"), "Ada");
  EXPECT_EQ(*member(to_json(*adlibs[0]), "expectedDuration"), Json(30000));
}

TEST_F(DemoShow, GraphicsMadeInAdvanceHaveTheirTimesInTheirNames) {
  story(R"(<p><pi>KAM 1</pi><a idref="0"></a><a idref="1"></a></p>)",
        {JsonArray{"cg4 ]] 1 YNYAB 0 [[ pilotdata", "Web/one/Mosart=L|00:02|S", "VCPID=17"},
         JsonArray{"DIGI=VO", "Line 1", "Line 2", ";0.00"}});
  EXPECT_EQ(graphics(),
            (std::vector<std::string>{"Web/one 2000 segment-end", "Line 1 | Line 2 0 part-only"}));
}

TEST_F(DemoShow, GraphicsBeforeAnyPictureLieOverThePresenter) {
  story(R"(<p><a idref="0"></a></p>)", {JsonArray{"kg ovl-all-out", "CLEAR OVERLAY", ";0.00"}});
  ASSERT_TRUE(part());
  EXPECT_EQ(part()->title, "KAM 1");
  EXPECT_EQ(graphics(), std::vector<std::string>{"CLEAR OVERLAY 0 part-only"});
}

TEST_F(DemoShow, CuesWithAPictureBeginAPart) {
  story(R"(<p><pi>KAM 1</pi><a idref="0"></a></p>)", {JsonArray{"EKSTERN=LIVE 3"}});
  ASSERT_TRUE(part("s_1"));
  EXPECT_EQ(part("s_1")->title, "LIVE 3");
}

TEST_F(DemoShow, ABreakIsHidden) {
  story("<p></p>", {}, {{"break", "break"}});
  ASSERT_TRUE(segment());
  EXPECT_EQ(segment()->isHidden, true);
}

TEST_F(DemoShow, ABreakWithContentIsUntimed) {
  story(kBody, {nullptr, nullptr}, {{"break", "break"}});
  EXPECT_FALSE(truthy(segment()->isHidden));
  EXPECT_EQ(part("s_0")->untimed, true);
  EXPECT_EQ(part("s_1")->untimed, true);
}

TEST_F(DemoShow, AFloatedStoryFloats) {
  story(kBody, {nullptr, nullptr}, {{"float", "float"}});
  EXPECT_EQ(part("s_0")->floated, true);
  EXPECT_FALSE(part("s_0")->playable());
  story(kBody, {nullptr, nullptr}, {{"float", ""}});
  EXPECT_FALSE(truthy(part("s_0")->floated));
  EXPECT_TRUE(part("s_0")->playable());
}

TEST_F(DemoShow, RealStories) {
  const auto folder = realworld_folder();
  if (!folder) GTEST_SKIP() << "the real rundowns are not here; TAKT_REALWORLD names their folder";
  size_t timed = 0, until_later = 0, breaks = 0, floated = 0;
  for (const char* file : {"on-air.json", "offtubes-reference.json", "post-deploy-test.json"}) {
    const JsonObject rundown = parse_json(read_text(*folder / file)).as_object();
    ASSERT_EQ(newsroom_.ingest(rundown).error, "") << file;
    for (const Json& story : rundown.at("segments").as_array()) {
      const Json& meta = story.at("payload").at("iNewsStory").at("meta");
      const RundownId id = rundown_id(newsroom_.studio(), string_member(rundown, "externalId"));
      const auto segment =
          newsroom_.documents().find<Segment>(segment_id(id, string_member(story, "externalId")));
      ASSERT_TRUE(segment) << string_member(story, "name");
      const auto parts = newsroom_.documents().by<Part>(Index::segment, segment->_id.str());
      if (!string_member(meta, "break").empty()) {
        ++breaks;
        EXPECT_TRUE(truthy(segment->isHidden) || (!parts.empty() && truthy(parts[0]->untimed)))
            << segment->name;
      }
      for (const auto& part : parts) {
        const bool is_floated = string_member(meta, "float") == "float";
        EXPECT_EQ(truthy(part->floated), is_floated) << segment->name;
        floated += is_floated ? 1 : 0;
      }
    }
  }
  for (const auto& piece : newsroom_.documents().all<Piece>()) {
    const Json json = to_json(*piece);
    if (string_member(json, "sourceLayerId") != "lower_third") continue;
    if (member(*member(json, "enable"), "duration") != nullptr) ++timed;
    if (piece->lifespan != PieceLifespan::WithinPart) ++until_later;
  }
  EXPECT_GE(timed, 4u);
  EXPECT_GE(until_later, 1u);
  EXPECT_EQ(breaks, 7u);
  EXPECT_EQ(floated, 2u);
}

}  // namespace
}  // namespace takt::ingest
