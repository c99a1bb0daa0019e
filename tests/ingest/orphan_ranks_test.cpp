#include "ingest/commit/orphan_ranks.h"

#include <gtest/gtest.h>

namespace takt::ingest {
namespace {

const SegmentId kSegment("s");

/// Parts as they are now, by id.
class OrphanRanks : public testing::Test {
 protected:
  std::vector<Part> parts_;

  void now(const char* id, double rank, const SegmentId& segment = kSegment) {
    Part part;
    part._id = PartId(id);
    part._rank = rank;
    part.segmentId = segment;
    parts_.push_back(std::move(part));
  }

  std::string ranks(const std::vector<OrphanedInstance>& orphans, const BeforeParts& before) const {
    std::string out;
    for (const auto& [id, rank] : orphan_ranks(orphans, {kSegment}, before, [&](const PartId& id) {
           const auto found = std::find_if(parts_.begin(), parts_.end(),
                                           [&](const Part& part) { return part._id == id; });
           return found == parts_.end() ? nullptr : &*found;
         })) {
      out += fmt::format("{}={} ", id, rank);
    }
    return out;
  }
};

BeforeParts before(std::vector<BeforeParts::Item> items) {
  BeforeParts out;
  out.add(kSegment, std::move(items));
  return out;
}

TEST_F(OrphanRanks, StayBehindThePartThatTheyFollowed) {
  now("a", 0);
  now("b", 5);
  EXPECT_EQ(ranks({{PartInstanceId("x"), kSegment, 1.5}},
                  before({{PartId("a"), 0}, {PartId("b"), 1}, {PartId("c"), 2}})),
            "x=5.5 ");
}

TEST_F(OrphanRanks, SharesTheGapInOrder) {
  now("a", 0);
  EXPECT_EQ(ranks({{PartInstanceId("y"), kSegment, 0.75}, {PartInstanceId("x"), kSegment, 0.5},
                   {PartInstanceId("z"), kSegment, 0.8}},
                  before({{PartId("a"), 0}})),
            "x=0.25 y=0.5 z=0.75 ");
}

TEST_F(OrphanRanks, JoinThePartBeforeARemovedOne) {
  now("a", 0);
  EXPECT_EQ(ranks({{PartInstanceId("gone"), kSegment, 1}},
                  before({{PartId("a"), 0}, {PartId("gone part"), 1}})),
            "gone=0.5 ");
}

TEST_F(OrphanRanks, GoBeforeTheFirstPartWhenNothingIsLeftBefore) {
  now("b", 0);
  EXPECT_EQ(ranks({{PartInstanceId("x"), kSegment, 0}, {PartInstanceId("y"), kSegment, 0.5}},
                  before({{PartId("a"), 0}, {PartId("b"), 1}})),
            "x=-2 y=-1 ");
}

TEST_F(OrphanRanks, LeaveThoseWhosePartWentToAnotherSegment) {
  now("a", 3, SegmentId("other"));
  EXPECT_EQ(ranks({{PartInstanceId("x"), kSegment, 0.5}}, before({{PartId("a"), 0}})), "");
}

}  // namespace
}  // namespace takt::ingest
