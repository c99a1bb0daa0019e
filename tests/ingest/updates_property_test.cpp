// Whatever way newsroom data takes, the rundown is that of the data: any sequence of changes to
// segments and parts ends where one update with the final data ends.

#include <gtest/gtest.h>

#include <random>

#include "ingest/newsroom.h"

namespace takt::ingest {
namespace {

/// What the newsroom has, changed at random, each change told to a newsroom by the job it fits.
class RandomNewsroom {
 public:
  RandomNewsroom(Newsroom& told, unsigned seed) : told_(told), random_(seed) {
    for (int i = 0; i < 3; ++i) segments_.push_back(new_segment());
    sort();
    tell(told_.ingest(whole()));
  }

  void step() {
    told_.clock.set(told_.clock.now() + 1000);
    switch (segments_.empty() ? 0 : below(8)) {
      case 0:
        return insert_segment();
      case 1:
        return change_segment();
      case 2:
        return remove_segment();
      case 3:
        return reorder_segments();
      case 4:
        return insert_part();
      case 5:
        return change_part();
      case 6:
        return remove_part();
      default:
        return move_part();
    }
  }

  JsonObject whole() const { return rundown_json(segments_); }

 private:
  using Segments = std::vector<JsonObject>;

  size_t below(size_t count) {
    return std::uniform_int_distribution<size_t>(0, count - 1)(random_);
  }
  /// No two ranks are the same, as in a newsroom.
  double new_rank() { return std::uniform_real_distribution<double>(-1000, 1000)(random_); }
  std::string new_text() { return fmt::format("text {}", below(1000)); }

  JsonObject new_part() {
    return part_json(fmt::format("p{}", next_id_++), new_rank(), new_text());
  }
  JsonObject new_segment() {
    JsonObject segment = segment_json(fmt::format("s{}", next_id_++), new_rank(), {});
    const size_t count = below(4);
    for (size_t i = 0; i < count; ++i) parts(segment).push_back(new_part());
    return segment;
  }
  static JsonArray& parts(JsonObject& segment) { return segment["parts"].as_array(); }
  static std::string id_of(const Json& node) { return string_member(node, "externalId"); }
  JsonObject& any_segment() { return segments_[below(segments_.size())]; }

  /// As the newsroom lists them.
  void sort() {
    const auto by_rank = [](const auto& a, const auto& b) {
      return *as_number(*member(a, "rank")) < *as_number(*member(b, "rank"));
    };
    std::sort(segments_.begin(), segments_.end(), by_rank);
    for (JsonObject& segment : segments_) {
      std::sort(parts(segment).begin(), parts(segment).end(), by_rank);
    }
  }

  static void tell(const Newsroom::Outcome& outcome) {
    if (!outcome.error.empty()) throw std::runtime_error(outcome.message);
  }

  void update_segment(const JsonObject& segment, bool is_new) {
    const Json sent = segment;
    sort();
    tell(told_.change("updateSegment", {{"ingestSegment", sent}, {"isCreateAction", is_new}}));
  }
  void insert_segment() {
    segments_.push_back(new_segment());
    update_segment(JsonObject(segments_.back()), true);
  }
  void change_segment() {
    JsonObject& segment = any_segment();
    segment["name"] = new_text();
    if (below(2) == 0) segment["rank"] = new_rank();
    for (Json& part : parts(segment)) {
      if (below(2) == 0) part.as_object()["rank"] = new_rank();
      if (below(2) == 0) part.as_object()["name"] = new_text();
    }
    if (below(2) == 0) parts(segment).push_back(new_part());
    update_segment(JsonObject(segment), false);
  }
  void remove_segment() {
    const size_t place = below(segments_.size());
    const std::string id = id_of(segments_[place]);
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(place));
    tell(told_.change("removeSegment", {{"segmentExternalId", id}}));
  }
  void reorder_segments() {
    JsonObject ranks;
    for (JsonObject& segment : segments_) {
      if (below(2) == 0) continue;
      segment["rank"] = new_rank();
      ranks[id_of(segment)] = segment["rank"];
    }
    sort();
    tell(told_.change("updateSegmentRanks", {{"newRanks", ranks}}));
  }
  void update_part(const std::string& segment, const Json& part, bool is_new) {
    const Json sent = part;
    sort();
    tell(told_.change(
        "updatePart",
        {{"segmentExternalId", segment}, {"ingestPart", sent}, {"isCreateAction", is_new}}));
  }
  void insert_part() {
    JsonObject& segment = any_segment();
    parts(segment).push_back(new_part());
    update_part(id_of(segment), Json(parts(segment).back()), true);
  }
  // A part keeps its rank: a change of order comes with the segment.
  void change_part() {
    JsonObject& segment = any_segment();
    if (parts(segment).empty()) return;
    Json& part = parts(segment)[below(parts(segment).size())];
    part.as_object()["payload"] = JsonObject{{"text", new_text()}};
    if (below(2) == 0) part.as_object()["name"] = new_text();
    update_part(id_of(segment), Json(part), false);
  }
  // The last part of a segment goes with an update of the segment: `removePart` of it leaves it in
  // the show, as recorded.
  std::optional<Json> take_part(JsonObject& segment) {
    if (parts(segment).size() < 2) return std::nullopt;
    const size_t place = below(parts(segment).size());
    const Json part = parts(segment)[place];
    parts(segment).erase(parts(segment).begin() + static_cast<std::ptrdiff_t>(place));
    tell(told_.change("removePart",
                      {{"segmentExternalId", id_of(segment)}, {"partExternalId", id_of(part)}}));
    return part;
  }
  void remove_part() { take_part(any_segment()); }
  void move_part() {
    const auto part = take_part(any_segment());
    if (!part) return;
    JsonObject& segment = any_segment();
    parts(segment).push_back(*part);
    update_part(id_of(segment), *part, true);
  }

  Newsroom& told_;
  std::mt19937 random_;
  Segments segments_;
  int next_id_ = 0;
};

/// The final data, and what it became. (A thread has one script engine, so one newsroom at a time.)
std::pair<JsonObject, JsonObject> after_steps(unsigned seed, int steps) {
  Newsroom newsroom;
  RandomNewsroom random(newsroom, seed);
  for (int i = 0; i < steps; ++i) random.step();
  return {random.whole(), newsroom.content()};
}

TEST(UpdatesProperty, AnySequenceOfChangesEndsWhereOneUpdateEnds) {
  for (unsigned seed = 1; seed <= 15; ++seed) {
    const auto [data, step_by_step] = after_steps(seed, 12);
    Newsroom at_once;
    ASSERT_EQ(at_once.ingest(data).error, "");
    ASSERT_EQ(first_difference(step_by_step, at_once.content()), "") << "seed " << seed;
  }
}

TEST(UpdatesProperty, TheSameDataAgainChangesNoSegment) {
  Newsroom newsroom;
  RandomNewsroom random(newsroom, 7);
  const JsonObject before = newsroom.content();
  const auto again = newsroom.ingest(random.whole());
  ASSERT_EQ(again.error, "");
  EXPECT_EQ(first_difference(before, newsroom.content()), "");
  for (const Change& change : again.changes) {
    EXPECT_NE(change.collection, Collection::segments) << change.id;
    EXPECT_NE(change.collection, Collection::parts) << change.id;
    EXPECT_NE(change.collection, Collection::pieces) << change.id;
  }
}

}  // namespace
}  // namespace takt::ingest
