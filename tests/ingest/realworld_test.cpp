// Real newsroom rundowns, by every way a newsroom can send them: the show is the same.

#include "realworld_folder.h"

#include <gtest/gtest.h>

#include <random>

#include "ingest/newsroom.h"
#include "read_text.h"

namespace takt::ingest {
namespace {

/// The demo's blueprints, which make a segment of each story. Over MOS a story is a part.
NewsroomSetup demo() {
  NewsroomSetup setup = demo_blueprints();
  setup.show_code = "(() => { const bundle = " + setup.show_code + R"(
    const ofStory = bundle.default.getSegment
    bundle.default.getSegment = (context, segment) => {
      const stories = segment.payload?.iNewsStory ? [segment] : segment.parts
      const made = stories.map((story) => ofStory(context, {payload: {}, ...story}))
      return { segment: { name: segment.name }, parts: made.flatMap((each) => each.parts) }
    }
    return bundle
  })())";
  return setup;
}

double rank_of(const Json& node) {
  return *as_number(*member(node, "rank"));
}
std::string id_of(const Json& node) {
  return string_member(node, "externalId");
}

/// What an audience would see: the parts in order, each with its pieces.
JsonArray show_of(Newsroom& newsroom) {
  const std::string id = newsroom.documents().all<Rundown>().at(0)->_id.str();
  auto segments = newsroom.documents().by<Segment>(Index::rundown, id);
  const auto by_rank = [](const auto& a, const auto& b) { return a->_rank < b->_rank; };
  std::sort(segments.begin(), segments.end(), by_rank);
  JsonArray out;
  for (const auto& segment : segments) {
    auto parts = newsroom.documents().by<Part>(Index::segment, segment->_id.str());
    std::sort(parts.begin(), parts.end(), by_rank);
    for (const auto& part : parts) {
      auto pieces = newsroom.documents().by<Piece>(Index::part, part->_id.str());
      std::sort(pieces.begin(), pieces.end(),
                [](const auto& a, const auto& b) { return a->externalId < b->externalId; });
      JsonArray shown;
      for (const auto& piece : pieces) {
        JsonObject object = to_json(*piece).as_object();
        object.erase("startSegmentId");
        shown.push_back(std::move(object));
      }
      out.push_back(JsonObject{{"id", part->_id.str()}, {"title", part->title}, {"pieces", shown}});
    }
  }
  return out;
}

class RealRundowns : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto folder = realworld_folder();
    if (!folder)
      GTEST_SKIP() << "the real rundowns are not here; TAKT_REALWORLD names their folder";
    rundown_ = parse_json(read_text(*folder / GetParam())).as_object();
    // Two stories of the same rank stand in the order they come in.
    std::stable_sort(stories().begin(), stories().end(),
                     [](const Json& a, const Json& b) { return rank_of(a) < rank_of(b); });
  }

  JsonArray& stories() { return rundown_["segments"].as_array(); }
  JsonObject without_stories() {
    JsonObject out = rundown_;
    out["segments"] = JsonArray{};
    return out;
  }
  /// Places of the stories in any order but for those of the same rank.
  std::vector<size_t> random_order(unsigned seed) {
    std::vector<size_t> order(stories().size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::mt19937 random(seed);
    std::shuffle(order.begin(), order.end(), random);
    for (size_t i = 0; i < order.size(); ++i) {
      for (size_t j = i + 1; j < order.size(); ++j) {
        if (rank_of(stories()[order[i]]) == rank_of(stories()[order[j]]) && order[j] < order[i]) {
          std::swap(order[i], order[j]);
        }
      }
    }
    return order;
  }
  static void expect_done(const Newsroom::Outcome& outcome) {
    if (!outcome.error.empty()) throw std::runtime_error(outcome.error + ": " + outcome.message);
  }
  void mos(Newsroom& newsroom, const std::string& job, JsonObject payload) {
    payload["rundownExternalId"] = id_of(rundown_);
    expect_done(newsroom.run(job, std::move(payload)));
  }
  JsonObject running_order(JsonArray entries) {
    return {{"ID", id_of(rundown_)}, {"Slug", rundown_["name"]}, {"Stories", std::move(entries)}};
  }
  static JsonObject entry(const Json& story) {
    return {{"ID", id_of(story)}, {"Slug", *member(story, "name")}};
  }
  void send_full_story(Newsroom& newsroom, const Json& story) {
    JsonObject full = entry(story);
    full["iNewsStory"] = *member(*member(story, "payload"), "iNewsStory");
    mos(newsroom, "mosFullStory", {{"story", std::move(full)}});
  }

  JsonObject whole_content(JsonArray& show) {
    Newsroom newsroom(demo());
    expect_done(newsroom.ingest(rundown_));
    show = show_of(newsroom);
    return newsroom.content();
  }

  JsonObject rundown_;
};

TEST_P(RealRundowns, StoryByStoryInAnyOrder) {
  JsonArray show;
  const JsonObject whole = whole_content(show);
  EXPECT_GT(show.size(), 5u);
  for (unsigned seed : {1u, 2u}) {
    Newsroom newsroom(demo());
    expect_done(newsroom.ingest(without_stories()));
    for (const size_t place : random_order(seed)) {
      expect_done(newsroom.run("updateSegment", JsonObject{{"rundownExternalId", id_of(rundown_)},
                                                           {"isCreateAction", true},
                                                           {"ingestSegment", stories()[place]}}));
    }
    EXPECT_EQ(first_difference(newsroom.content(), whole), "") << "seed " << seed;
  }
}

TEST_P(RealRundowns, ByMosJobs) {
  JsonArray whole;
  whole_content(whole);
  Newsroom newsroom(demo());
  JsonArray entries;
  for (const Json& story : stories()) entries.push_back(entry(story));
  mos(newsroom, "mosRundown",
      {{"mosRunningOrder", running_order(entries)},
       {"isUpdateOperation", false},
       {"rundownSource", JsonObject{{"type", "http"}}}});
  for (const size_t place : random_order(3)) send_full_story(newsroom, stories()[place]);
  EXPECT_EQ(dump(show_of(newsroom)), dump(whole));
}

TEST_P(RealRundowns, ByMosJobsStoryByStoryInAnyOrder) {
  JsonArray whole;
  whole_content(whole);
  Newsroom newsroom(demo());
  mos(newsroom, "mosRundown",
      {{"mosRunningOrder", running_order({})},
       {"isUpdateOperation", false},
       {"rundownSource", JsonObject{{"type", "http"}}}});
  std::set<size_t> sent;
  for (const size_t place : random_order(4)) {
    const auto next = sent.upper_bound(place);
    Json before;
    if (next != sent.end()) before = id_of(stories()[*next]);
    mos(newsroom, "mosInsertStory",
        {{"insertBeforeStoryId", before}, {"newStories", JsonArray{entry(stories()[place])}}});
    send_full_story(newsroom, stories()[place]);
    sent.insert(place);
  }
  EXPECT_EQ(dump(show_of(newsroom)), dump(whole));
}

INSTANTIATE_TEST_SUITE_P(Files, RealRundowns,
                         testing::Values("on-air.json", "offtubes-reference.json",
                                         "post-deploy-test.json"),
                         [](const auto& file) {
                           std::string name = file.param;
                           name = name.substr(0, name.find('.'));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace takt::ingest
