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
    write_nrcs_cache(view_, kId, rundown, now);
    studio_.apply(view_.take_changes());
  }
  std::optional<IngestRundown> read() const { return read_cache<NrcsIngestCacheDoc>(view_, kId); }
};

TEST_F(CacheTest, GivesBackWhatWasWrittenByRank) {
  IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  rundown.extra["timing"] = "kept";
  rundown.segments[0].rank = 9;
  rundown.segments[0].parts[0].rank = 7;
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

}  // namespace
}  // namespace takt::ingest
