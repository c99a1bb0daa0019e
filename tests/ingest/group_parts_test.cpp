#include "ingest/group_parts.h"

#include <gtest/gtest.h>

#include "ingest/make.h"

namespace takt::ingest {
namespace {

IngestRundown stories(const std::vector<std::pair<std::string, std::string>>& id_and_name) {
  std::vector<SegmentText> segments;
  for (const auto& [id, name] : id_and_name) segments.push_back({"segment-" + id, {id}, name});
  return make_rundown(segments);
}

GroupedChanges group(const IngestRundown& now, const IngestRundown& before,
                     const NrcsChanges& changes = {}) {
  return group_mos_parts(now, &before, changes, ";");
}

TEST(GroupParts, NeighboursOfOneNameBecomeOneSegment) {
  const IngestRundown now =
      stories({{"a", "ONE;first"}, {"b", "ONE;second"}, {"c", "TWO;x"}, {"d", "ONE"}, {"e", ";y"}});
  const GroupedChanges grouped = group_mos_parts(now, nullptr, {}, ";");
  EXPECT_EQ(outline(grouped.rundown), "rd_a[a b] rd_c[c] rd_d[d] rd_e[e]");
  EXPECT_EQ(grouped.rundown.segments[3].name, ";y");
  EXPECT_EQ(grouped.rundown.segments[0].parts[1].rank, 1);
  EXPECT_EQ(grouped.changes.rundown, RundownChange::regenerate);
}

TEST(GroupParts, ANewStoryIsAnInsertedPartAndANewOrder) {
  const GroupedChanges grouped = group(stories({{"a", "ONE;1"}, {"x", "ONE;x"}, {"b", "ONE;2"}}),
                                       stories({{"a", "ONE;1"}, {"b", "ONE;2"}}));
  EXPECT_EQ(dump(to_json(grouped.changes)),
            R"({"source":"ingest","segmentOrderChanged":false,"segmentChanges":{"rd_a":)"
            R"({"payloadChanged":false,"partOrderChanged":true,"partChanges":{"x":"inserted"}}},)"
            R"("changedSegmentExternalIds":{}})");
}

TEST(GroupParts, AMarkedStoryIsUpdatedEvenIfItLooksTheSame) {
  const IngestRundown rundown = stories({{"a", "ONE;1"}, {"b", "ONE;2"}});
  const GroupedChanges grouped =
      group(rundown, rundown, part_change("segment-b", "b", PartChange::updated));
  ASSERT_EQ(grouped.changes.segments->size(), 1u);
  const auto& details = std::get<SegmentDetails>(grouped.changes.segments->front().second);
  ASSERT_EQ(details.parts->size(), 1u);
  EXPECT_EQ(details.parts->front().first, "b");
}

TEST(GroupParts, ASegmentThatLosesItsFirstStoryIsRenamed) {
  const GroupedChanges grouped = group(stories({{"b", "ONE;2"}, {"c", "TWO"}}),
                                       stories({{"a", "ONE;1"}, {"b", "ONE;2"}, {"c", "TWO"}}));
  EXPECT_EQ(*grouped.changes.segment_renames,
            (std::vector<std::pair<std::string, std::string>>{{"rd_a", "rd_b"}}));
  // Not also deleted; the new one is still inserted.
  ASSERT_EQ(grouped.changes.segments->size(), 1u);
  EXPECT_EQ(grouped.changes.segments->front().first, "rd_b");
}

TEST(GroupParts, ASegmentOfAnotherNameIsFoundByItsStories) {
  const GroupedChanges grouped =
      group(stories({{"b", "NEW;2"}, {"a", "NEW;1"}}), stories({{"a", "OLD;1"}, {"b", "OLD;2"}}));
  EXPECT_EQ(*grouped.changes.segment_renames,
            (std::vector<std::pair<std::string, std::string>>{{"rd_a", "rd_b"}}));
}

TEST(GroupParts, ARemovedSegmentIsDeleted) {
  const GroupedChanges grouped =
      group(stories({{"a", "ONE"}}), stories({{"a", "ONE"}, {"b", "TWO"}}));
  ASSERT_EQ(grouped.changes.segments->size(), 1u);
  EXPECT_TRUE(std::holds_alternative<SegmentDeleted>(grouped.changes.segments->front().second));
  EXPECT_EQ(grouped.changes.segment_order_changed, true);
}

}  // namespace
}  // namespace takt::ingest
