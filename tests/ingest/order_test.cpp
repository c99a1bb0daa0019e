#include "ingest/playlist/order.h"

#include <gtest/gtest.h>

namespace takt::ingest {
namespace {

Doc<Rundown> rundown(const char* id, const char* name, PlaylistTiming timing = {"none", {}, {}, {}, {}}) {
  Rundown out;
  out._id = RundownId(id);
  out.externalId = std::string("ext-") + id;
  out.name = name;
  out.timing = std::move(timing);
  return std::make_shared<const Rundown>(std::move(out));
}

std::vector<RundownId> ids(std::initializer_list<const char*> names) {
  return {names.begin(), names.end()};
}

TEST(PlaylistOrder, PlannedStartsThenPlannedEndsThenNames) {
  const auto ordered = in_default_order(
      {rundown("1", "b"), rundown("2", "A"), rundown("3", "x", {"back-time", {}, {}, 50.0, {}}),
       rundown("4", "x", {"forward-time", 200.0, {}, {}, {}}),
       rundown("5", "x", {"forward-time", 100.0, {}, {}, {}})});
  std::string out;
  for (const auto& item : ordered) out += item->_id.str();
  EXPECT_EQ(out, "54321");
}

TEST(PlaylistOrder, RanksOfABlueprintAndThoseItLeftOut) {
  const std::vector<Doc<Rundown>> rundowns{rundown("1", "a"), rundown("2", "b"), rundown("3", "c")};
  const auto ranked = by_ranks({{"ext-3", 1}, {"ext-1", 2}, {"unknown", 0}, {"ext-2", "no"}}, rundowns);
  EXPECT_EQ(ranked, ids({"3", "1"}));
  EXPECT_EQ(complete_order(ranked, rundowns), ids({"3", "1", "2"}));
  EXPECT_EQ(complete_order(ids({"9", "2"}), rundowns), ids({"2", "1", "3"}));
}

TEST(PlaylistOrder, MovesInsideAPlaylist) {
  const auto order = ids({"1", "2", "3"});
  EXPECT_EQ(after_move(order, RundownId("1"), ids({"1"})), ids({"2", "3", "1"}));
  EXPECT_EQ(after_move(order, RundownId("3"), ids({"3", "2"})), ids({"1", "3", "2"}));
  EXPECT_EQ(after_move(order, RundownId("1"), ids({"2", "1"})), ids({"2", "1", "3"}));
  EXPECT_EQ(after_move(order, RundownId("2"), ids({"3", "2", "1"})), ids({"3", "2", "1"}));
  EXPECT_THROW(after_move(order, RundownId("2"), ids({"3"})), std::runtime_error);
}

}  // namespace
}  // namespace takt::ingest
