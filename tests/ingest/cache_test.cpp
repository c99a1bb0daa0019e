#include "ingest/cache.h"

#include <gtest/gtest.h>

#include "ingest/make.h"

namespace takt::ingest {
namespace {

const RundownId kId("rundown");

class CacheTest : public testing::Test {
 protected:
  Documents studio_, system_;
  DocumentView view_{studio_, system_};

  void write(const IngestRundown& rundown, Time now) {
    write_nrcs_cache(view_, kId, rundown, nullptr, now);
    studio_.apply(view_.take_changes());
  }
  std::optional<IngestRundown> read() const { return read_cache<NrcsIngestCacheDoc>(view_, kId); }
};

TEST_F(CacheTest, GivesBackWhatWasWrittenByRank) {
  IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  rundown.extra["timing"] = "kept";
  rundown.segments.edit(0).rank = 9;
  rundown.segments.edit(0).parts[0].rank = 7;
  write(rundown, 1);
  const auto read_back = read();
  ASSERT_TRUE(read_back);
  EXPECT_EQ(outline(*read_back), "s1[p2] s0[p1 p0]");
  EXPECT_EQ(read_back->extra.at("timing"), Json("kept"));
  EXPECT_EQ(read_back->source, rundown.source);
}

TEST_F(CacheTest, RemovesWhatIsGone) {
  write(make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}}), 1);
  write(make_rundown({{"s0", {"p1"}}}), 2);
  EXPECT_EQ(outline(*read()), "s0[p1]");
  EXPECT_EQ(studio_.size(Collection::ingestDataCache), 3u);
}

TEST_F(CacheTest, DropsPartsWithoutTheirSegment) {
  write(make_rundown({{"s0", {"p0"}}, {"s1", {"p1"}}}), 1);
  view_.remove<NrcsIngestCacheDoc>(IngestCacheId("rundown_segment_s1"));
  EXPECT_EQ(outline(*read()), "s0[p0]");
}

TEST_F(CacheTest, WithoutARundownDocumentThereIsNone) {
  write(make_rundown({{"s0", {"p0"}}}), 1);
  view_.remove<NrcsIngestCacheDoc>(IngestCacheId("rundown"));
  EXPECT_FALSE(read());
  clear_cache<NrcsIngestCacheDoc>(view_, kId);
  EXPECT_TRUE(view_.by<NrcsIngestCacheDoc>(Index::rundown, kId.str()).empty());
}

// ---- What is known of the cache spares looking at it.

class KnownCacheTest : public CacheTest {
 protected:
  /// Writes from what is known, and checks that it is what writing everything gives.
  bool update(const IngestRundown& rundown, const IngestRundown& known, Time now) {
    const bool held = write_nrcs_cache(view_, kId, rundown, &known, now);
    written_.clear();
    for (const Change& change : view_.changes()) {
      written_.push_back(change.id + (change.document ? "" : " gone"));
    }
    std::sort(written_.begin(), written_.end());
    studio_.apply(view_.take_changes());
    const auto kept = cache_keys<NrcsIngestCacheDoc>(kId, rundown);
    EXPECT_EQ(studio_.size(Collection::ingestDataCache), kept.size());
    return held;
  }
  std::vector<std::string> written_;
};

TEST_F(KnownCacheTest, WritesWhatChangedAndTheRundown) {
  const IngestRundown before = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  write(before, 1);
  IngestRundown now = before;
  IngestSegment& segment = now.segments.edit(0);
  segment.parts[0].name = "new";
  segment.parts.pop_back();
  EXPECT_TRUE(update(now, before, 2));
  EXPECT_EQ(written_,
            (std::vector<std::string>{"rundown", "rundown_part_p0", "rundown_part_p1 gone"}));
  EXPECT_EQ(outline(*read()), "s0[p0] s1[p2]");
}

TEST_F(KnownCacheTest, FollowsAPartToAnotherSegment) {
  const IngestRundown before = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  write(before, 1);
  IngestRundown now = before;
  IngestPart moved = now.segments[0].parts[1];
  now.segments.edit(0).parts.pop_back();
  moved.rank = 1;
  now.segments.edit(1).parts.push_back(moved);
  EXPECT_TRUE(update(now, before, 2));
  EXPECT_EQ(outline(*read()), "s0[p0] s1[p2 p1]");
}

TEST_F(KnownCacheTest, RemovesASegmentWithItsParts) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}, {"s1", {"p2"}}});
  write(before, 1);
  IngestRundown now = before;
  now.segments.erase(0);
  EXPECT_TRUE(update(now, before, 2));
  EXPECT_EQ(outline(*read()), "s1[p2]");
}

TEST_F(KnownCacheTest, DoesNotClaimToKnowWhatTheOrderOfStorageDecides) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}, {"s1", {"p1"}}});
  write(before, 1);
  IngestRundown now = before;
  now.segments.edit(0).rank = 1;  // as s1
  EXPECT_FALSE(update(now, before, 2));
}

TEST_F(KnownCacheTest, AnIdInTwoSegmentsIsTheLastOnes) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}, {"s1", {"p1"}}});
  write(before, 1);
  IngestRundown now = before;
  now.segments.edit(0).parts.push_back(make_part("p1", 1));
  EXPECT_FALSE(update(now, before, 2));
  EXPECT_EQ(outline(*read()), "s0[p0] s1[p1]");
}

}  // namespace
}  // namespace takt::ingest
