#include "ingest/default_apply.h"

#include <gtest/gtest.h>

#include "ingest/make.h"

namespace takt::ingest {
namespace {

const RundownId kId("rundown");

struct Applied {
  ComputedChanges computed;
  SofieCacheUpdate cache;
};

Applied apply(const IngestRundown& before, const IngestRundown& nrcs, const NrcsChanges& changes,
              const PayloadTransformers& transformers = {}) {
  MutableRundown rundown = MutableRundown::existing(before);
  default_apply(rundown, nrcs, changes, transformers);
  auto [computed, cache] = rundown.take_changes(kId);
  return {std::move(computed), std::move(cache)};
}

std::vector<std::string> regenerated(const ComputedChanges& computed) {
  std::vector<std::string> out;
  for (const size_t i : computed.segments_to_regenerate) {
    out.push_back(computed.rundown.segments[i].external_id);
  }
  return out;
}

TEST(DefaultApply, NewRundownTakesEverything) {
  const IngestRundown nrcs = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {}}});
  MutableRundown rundown = MutableRundown::blank(nrcs);
  NrcsChanges changes;
  changes.rundown = RundownChange::regenerate;
  default_apply(rundown, nrcs, changes);
  const auto [computed, cache] = rundown.take_changes(kId);
  EXPECT_TRUE(computed.regenerate_rundown);
  EXPECT_EQ(outline(computed.rundown), "s0[p0 p1] s1[]");
  EXPECT_EQ(regenerated(computed), (std::vector<std::string>{"s0", "s1"}));
  EXPECT_EQ(cache.changed.size(), 5u);
  EXPECT_TRUE(cache.removed.empty());
  EXPECT_EQ(computed.rundown.segments[0].user_edit_states, JsonObject{});
}

TEST(DefaultApply, NothingChangedTouchesNothing) {
  const IngestRundown rundown = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  const Applied applied = apply(rundown, rundown, {});
  EXPECT_FALSE(applied.computed.regenerate_rundown);
  EXPECT_TRUE(applied.computed.segments_to_regenerate.empty());
  EXPECT_TRUE(applied.computed.updated_ranks.empty());
  EXPECT_TRUE(applied.cache.changed.empty());
  EXPECT_TRUE(applied.cache.removed.empty());
}

TEST(DefaultApply, OneUpdatedPartRegeneratesItsSegmentOnly) {
  const IngestRundown before = make_rundown({{"s0", {"p0", "p1"}}, {"s1", {"p2"}}});
  IngestRundown nrcs = before;
  nrcs.segments.edit(0).parts[1].payload = make_payload("other");
  const Applied applied = apply(before, nrcs, part_change("s0", "p1", PartChange::updated));
  EXPECT_EQ(regenerated(applied.computed), std::vector<std::string>{"s0"});
  ASSERT_EQ(applied.cache.changed.size(), 1u);
  EXPECT_EQ(applied.cache.changed[0].segment, 0u);
  EXPECT_EQ(applied.cache.changed[0].part, 1u);
}

TEST(DefaultApply, UpdatingAPartThatIsNotThereThrows) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}});
  EXPECT_THROW(apply(before, before, part_change("s0", "px", PartChange::updated)),
               std::runtime_error);
}

TEST(DefaultApply, InsertedPartGoesBeforeItsSuccessor) {
  const IngestRundown before = make_rundown({{"s0", {"p0", "p2"}}});
  const IngestRundown nrcs = make_rundown({{"s0", {"p0", "p1", "p2"}}});
  const Applied applied = apply(before, nrcs, part_change("s0", "p1", PartChange::inserted));
  EXPECT_EQ(outline(applied.computed.rundown), "s0[p0 p1 p2]");
  // The order changed, so every part of the segment counts as changed.
  EXPECT_EQ(applied.cache.changed.size(), 3u);
}

TEST(DefaultApply, SegmentsInsertedTogetherFindEachOther) {
  const IngestRundown before = make_rundown({{"s0", {}}});
  const IngestRundown nrcs = make_rundown({{"a", {}}, {"b", {}}, {"s0", {}}, {"c", {}}});
  NrcsChanges changes;
  changes.segments.emplace();
  for (const char* id : {"a", "c", "b"}) {
    changes.segments->emplace_back(id, SegmentInsertedOrUpdated{});
  }
  const Applied applied = apply(before, nrcs, changes);
  EXPECT_EQ(outline(applied.computed.rundown), "a[] b[] s0[] c[]");
  EXPECT_EQ(regenerated(applied.computed), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(DefaultApply, InsertedSegmentWhoseSuccessorIsMissingThrows) {
  const IngestRundown before = make_rundown({{"s0", {}}});
  const IngestRundown nrcs = make_rundown({{"s0", {}}, {"a", {}}, {"unknown", {}}});
  EXPECT_THROW(apply(before, nrcs, segment_change("a", SegmentInsertedOrUpdated{})),
               std::runtime_error);
}

TEST(DefaultApply, NewOrderKeepsUnknownSegmentsBehindTheirNeighbour) {
  const IngestRundown before =
      make_rundown({{"mine0", {}}, {"a", {}}, {"b", {}}, {"mine1", {}}, {"c", {}}});
  const IngestRundown nrcs = make_rundown({{"c", {}}, {"b", {}}, {"a", {}}, {"not there", {}}});
  NrcsChanges changes;
  changes.segment_order_changed = true;
  const Applied applied = apply(before, nrcs, changes);
  EXPECT_EQ(outline(applied.computed.rundown), "mine0[] c[] b[] mine1[] a[]");
  EXPECT_TRUE(applied.computed.segments_to_regenerate.empty());
  EXPECT_EQ(applied.computed.updated_ranks.size(), 2u);
}

TEST(DefaultApply, RenamedSegmentIsNotRemoved) {
  const IngestRundown before = make_rundown({{"old", {"p0"}}, {"gone", {}}});
  const IngestRundown nrcs = make_rundown({{"new", {"p0"}}});
  NrcsChanges changes;
  changes.rundown = RundownChange::regenerate;
  changes.segment_renames = {{{"old", "new"}}};
  const Applied applied = apply(before, nrcs, changes);
  EXPECT_EQ(applied.computed.segments_to_remove, std::vector<std::string>{"gone"});
  EXPECT_EQ(applied.computed.renames,
            (std::vector<std::pair<std::string, std::string>>{{"old", "new"}}));
}

TEST(DefaultApply, PartUsedTwiceThrows) {
  const IngestRundown nrcs = make_rundown({{"s0", {"p0"}}, {"s1", {"p0"}}});
  MutableRundown rundown = MutableRundown::blank(nrcs);
  NrcsChanges changes;
  changes.rundown = RundownChange::regenerate;
  default_apply(rundown, nrcs, changes);
  EXPECT_THROW(rundown.take_changes(kId), std::runtime_error);
}

TEST(DefaultApply, TransformersSeeTheExistingPayloadOfAMovedPart) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}, {"s1", {}}});
  const IngestRundown nrcs = make_rundown({{"s0", {}}, {"s1", {"p0"}}});
  NrcsChanges changes;
  changes.rundown = RundownChange::regenerate;
  PayloadTransformers transformers;
  transformers.part = [](const Payload&, const Payload& existing) { return existing; };
  const Applied applied = apply(before, nrcs, changes, transformers);
  ASSERT_EQ(outline(applied.computed.rundown), "s0[] s1[p0]");
  EXPECT_TRUE(same_payload(applied.computed.rundown.segments[1].parts[0].payload,
                           before.segments[0].parts[0].payload));
}

TEST(MutableRundown, SettingEqualValuesMarksNothing) {
  const IngestRundown before = make_rundown({{"s0", {"p0"}}});
  MutableRundown rundown = MutableRundown::existing(before);
  rundown.set_name("Rundown");
  rundown.set_source(JsonObject{{"type", "http"}});
  const auto part = rundown.find_part("p0").first;
  part->replace_payload(make_payload(JsonObject{{"of", "p0"}}));
  part->set_payload_property("Part", "of", make_payload("p0"));
  EXPECT_TRUE(rundown.take_changes(kId).second.changed.empty());

  part->set_payload_property("Part", "more", make_payload(1));
  part->set_user_edit_state("held", true);
  const auto [computed, cache] = rundown.take_changes(kId);
  ASSERT_EQ(cache.changed.size(), 1u);
  const NodePlace place = cache.changed[0];
  const JsonObject changed = to_object(computed.rundown.segments[place.segment].parts[place.part]);
  EXPECT_EQ(dump(changed.at("payload")), R"({"of":"p0","more":1})");
  EXPECT_EQ(dump(changed.at("userEditStates")), R"({"held":true})");
}

}  // namespace
}  // namespace takt::ingest
