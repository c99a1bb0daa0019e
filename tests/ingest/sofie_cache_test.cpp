// An update of a whole rundown writes only those documents of the Sofie cache that differ; others see
// what they would if it had written all of them.

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "ingest/cache.h"
#include "ingest/make.h"
#include "ingest/newsroom.h"
#include "model/derived_ids.h"

namespace takt::ingest {
namespace {

const RundownId kId("rundown");

class SofieCacheTest : public testing::Test {
 protected:
  Documents studio_, system_;
  DocumentView view_{studio_, system_};
  KnownCache known_;
  /// By document: as if every update had written all that it names.
  std::map<std::string, Json> expected_;
  std::vector<std::string> written_;

  static std::vector<NodePlace> all_nodes(const IngestRundown& rundown) {
    std::vector<NodePlace> out;
    for (size_t i = 0; i < rundown.segments.size(); ++i) {
      for (size_t j = 0; j < rundown.segments[i].parts.size(); ++j) out.push_back({i, j});
      out.push_back({i});
    }
    out.push_back({});
    return out;
  }

  /// `known`: null as after a restart.
  void write(const IngestRundown& rundown, const std::vector<NodePlace>& nodes, Time now,
             const KnownCache* known) {
    expect(rundown, nodes, now);
    SofieCacheUpdate update{nodes, {}};
    const auto keys = cache_keys<SofieIngestCacheDoc>(kId, rundown);
    for (const auto& key : cache_keys<SofieIngestCacheDoc>(kId, known_.rundown)) {
      if (!keys.contains(key)) update.removed.push_back(key);
    }
    const bool is_exact = write_sofie_cache(view_, kId, update, rundown, known, now);
    written_.clear();
    for (const Change& change : view_.changes()) written_.push_back(change.id);
    studio_.apply(view_.take_changes());
    known_ = {rundown, is_exact};

    const auto shown = studio_.all_json(Collection::sofieIngestDataCache);
    EXPECT_EQ(shown.size(), expected_.size());
    for (const Json& doc : shown) EXPECT_EQ(doc, expected_[string_member(doc, "_id")]);
  }
  void write_all(const IngestRundown& rundown, Time now) {
    write(rundown, all_nodes(rundown), now, &known_);
  }

  void expect(const IngestRundown& rundown, const std::vector<NodePlace>& nodes, Time now) {
    const CacheDocuments<SofieIngestCacheDoc> make(kId);
    const auto add = [&](SofieIngestCacheDoc doc) {
      doc.modified = now;
      expected_[doc._id.str()] = to_json(doc);
    };
    for (const auto& [segment, part] : nodes) {
      if (segment == NodePlace::kNone) {
        add(make.of_rundown(rundown));
        continue;
      }
      const IngestSegment& owner = rundown.segments[segment];
      if (part == NodePlace::kNone) {
        add(make.of_segment(owner));
      } else {
        add(make.of_part(segment_id(kId, owner.external_id), owner.parts[part]));
      }
    }
    const auto keys = cache_keys<SofieIngestCacheDoc>(kId, rundown);
    std::erase_if(expected_, [&](const auto& entry) { return !keys.contains(entry.first); });
  }
};

TEST_F(SofieCacheTest, WritesWhatDiffersAndTheRundown) {
  IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  write_all(rundown, 1);
  EXPECT_EQ(written_.size(), 6u);
  rundown.segments.edit(0).parts[1].name = "new";
  write_all(rundown, 2);
  EXPECT_EQ(written_, (std::vector<std::string>{"rundown_part_p1", "rundown"}));
  // Equal, but not the same values.
  write_all(make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}}), 3);
  EXPECT_EQ(written_, (std::vector<std::string>{"rundown_part_p1", "rundown"}));
}

TEST_F(SofieCacheTest, WhatIsWrittenLaterHasItsOwnTime) {
  IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  write_all(rundown, 1);
  write_all(rundown, 2);
  write(rundown, {{0, 0}, {1}}, 3, &known_);
  EXPECT_EQ(written_, (std::vector<std::string>{"rundown_part_p0", "rundown_segment_s1"}));
  // The rundown's own goes on telling of the write of all.
  write(rundown, {{}}, 4, &known_);
  write_all(rundown, 5);
  EXPECT_EQ(written_, std::vector<std::string>{"rundown"});
}

TEST_F(SofieCacheTest, APartThatMovesIsWritten) {
  write_all(make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}}), 1);
  write_all(make_rundown({{"s0", {"p0"}}, {"s1", {"p2", "p1"}}}), 2);
  EXPECT_EQ(written_, (std::vector<std::string>{"rundown_part_p1", "rundown"}));
  write_all(make_rundown({{"s1", {"p2", "p1"}}}), 3);
  EXPECT_EQ(outline(*read_cache<SofieIngestCacheDoc>(view_, kId)), "s1[p2 p1]");
}

TEST_F(SofieCacheTest, DocumentsOfAnOlderFormAreWrittenAnew) {
  const IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}});
  write_all(rundown, 1);
  auto old = *view_.find<SofieIngestCacheDoc>(SofieIngestCacheId("rundown_part_p0"));
  old.data.erase("rank");
  view_.put(old);
  studio_.apply(view_.take_changes());
  known_ = {*read_cache<SofieIngestCacheDoc>(view_, kId), false};
  // A write of some says nothing of the others.
  write(rundown, all_nodes(rundown), 3, &known_);
  EXPECT_EQ(written_, (std::vector<std::string>{"rundown_part_p0", "rundown"}));
}

TEST_F(SofieCacheTest, AnySequenceOfUpdatesShowsWhatWritingAllOfThemWould) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    studio_.apply([&] {
      clear_cache<SofieIngestCacheDoc>(view_, kId);
      return view_.take_changes();
    }());
    known_ = {};
    expected_.clear();
    std::map<std::string, int> texts;  // a part's own data
    for (Time now = 1; now < 30; ++now) {
      std::vector<SegmentText> segments{{"s0", {}}, {"s1", {}}, {"s2", {}}};
      for (int part = 0; part < 6; ++part) {
        const std::string id = fmt::format("p{}", part);
        // Mostly where it was.
        const size_t home = chance(80) ? static_cast<size_t>(part % 3) : random() % 3;
        if (chance(90)) segments[home].parts.push_back(id);
        if (chance(20)) ++texts[id];
      }
      if (chance(20)) segments.erase(segments.begin());
      IngestRundown rundown = make_rundown(segments);
      for (size_t i = 0; i < rundown.segments.size(); ++i) {
        for (IngestPart& part : rundown.segments.edit(i).parts) {
          part.payload = make_payload(texts[part.external_id]);
        }
      }
      std::vector<NodePlace> nodes = all_nodes(rundown);
      if (now > 1 && chance(60)) {
        // Some: all that differ, and others.
        std::erase_if(nodes, [&](const NodePlace& node) {
          std::map<std::string, Json> before = expected_;
          expect(rundown, {node}, 0);
          const auto without_time = [](std::map<std::string, Json> docs) {
            for (auto& [id, doc] : docs) doc.as_object().erase("modified");
            return docs;
          };
          std::map<std::string, Json> pruned = before;
          const auto keys = cache_keys<SofieIngestCacheDoc>(kId, rundown);
          std::erase_if(pruned, [&](const auto& entry) { return !keys.contains(entry.first); });
          const bool is_same = without_time(pruned) == without_time(expected_);
          expected_ = std::move(before);
          return is_same && chance(70);
        });
      }
      const KnownCache known = known_;
      write(rundown, nodes, now, now > 1 && chance(90) ? &known : nullptr);
      if (HasFailure()) FAIL() << "seed " << seed << " at " << now;
    }
  }
}

// ---- Through whole jobs.

class SofieJobTest : public testing::Test {
 protected:
  Newsroom newsroom_;

  JsonObject rundown(const std::string& text) {
    JsonObject first = segment_json("s0", 0, {"p0", "p1"});
    first.at("parts").as_array()[1] = part_json("p1", 1, text);
    return rundown_json({first, segment_json("s1", 1, {"p2"})});
  }
  /// Ids of the Sofie cache's documents that a job wrote, without the rundown's.
  std::vector<std::string> written(const Newsroom::Outcome& outcome) {
    const std::string id = rundown_id(newsroom_.studio(), "rd").str();
    std::vector<std::string> out;
    for (const Change& change : outcome.changes) {
      if (change.collection != Collection::sofieIngestDataCache) continue;
      EXPECT_TRUE(change.id.starts_with(id));
      out.push_back(change.id.substr(id.size()));
    }
    return out;
  }
  /// {id without the rundown's: modified, in s since the start}
  std::map<std::string, Time> times() {
    const std::string id = rundown_id(newsroom_.studio(), "rd").str();
    std::map<std::string, Time> out;
    for (const Json& doc :
         newsroom_.documents().all_json(Collection::sofieIngestDataCache)) {
      EXPECT_FALSE(doc.as_object().contains("allModified"));
      out[string_member(doc, "_id").substr(id.size())] =
          (doc.at("modified").to_number<Time>() - start_) / 1000;
    }
    return out;
  }
  void wait() { newsroom_.clock.set(newsroom_.clock.now() + 1000); }
  const Time start_ = newsroom_.clock.now();
};

TEST_F(SofieJobTest, AnUpdateOfTheWholeRundownWritesWhatDiffers) {
  ASSERT_EQ(newsroom_.ingest(rundown("a")).error, "");
  wait();
  const auto outcome = newsroom_.ingest(rundown("b"));
  EXPECT_EQ(written(outcome), (std::vector<std::string>{"_part_p1", ""}));
  const std::map<std::string, Time> all = {{"", 1},           {"_segment_s0", 1}, {"_segment_s1", 1},
                                           {"_part_p0", 1},   {"_part_p1", 1},    {"_part_p2", 1}};
  EXPECT_EQ(times(), all);
  wait();
  EXPECT_EQ(newsroom_
                .change("updateSegment", {{"isCreateAction", false},
                                          {"ingestSegment", segment_json("s1", 1, {"p2"})}})
                .error,
            "");
  auto later = all;
  later["_segment_s1"] = later["_part_p2"] = 2;
  EXPECT_EQ(times(), later);
}

TEST_F(SofieJobTest, ASnapshotHasTheTimesThatAreShown) {
  ASSERT_EQ(newsroom_.ingest(rundown("a")).error, "");
  wait();
  ASSERT_EQ(newsroom_.ingest(rundown("b")).error, "");
  const std::string playlist = newsroom_.rundown()->playlistId.str();
  const auto outcome =
      newsroom_.run(QueueKind::studio, "generatePlaylistSnapshot",
                    JsonObject{{"playlistId", playlist}, {"full", true}, {"withTimeline", false}});
  ASSERT_EQ(outcome.error, "") << outcome.message;
  const Json snapshot = parse_json(outcome.result.at("snapshotJson").as_string());
  const JsonArray& docs = snapshot.at("sofieIngestData").as_array();
  EXPECT_EQ(docs.size(), 6u);
  for (const Json& doc : docs) {
    EXPECT_EQ(doc.at("modified"), number(start_ + 1000));
    EXPECT_FALSE(doc.as_object().contains("allModified"));
  }
}

TEST_F(SofieJobTest, ARundownThatComesBackStartsAnew) {
  ASSERT_EQ(newsroom_.ingest(rundown("a")).error, "");
  wait();
  ASSERT_EQ(newsroom_.change("removeRundown", {{"forceDelete", true}}).error, "");
  EXPECT_EQ(times().size(), 0u);
  wait();
  EXPECT_EQ(written(newsroom_.ingest(rundown("a"))).size(), 6u);
  for (const auto& [id, time] : times()) EXPECT_EQ(time, 2) << id;
}

}  // namespace
}  // namespace takt::ingest
