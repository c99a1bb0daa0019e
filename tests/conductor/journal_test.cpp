#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/pack.h"
#include "conductor/house.h"
#include "conductor/journal_writer.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    put_studio(store, kStudio);
    table.add({"put", QueueKind::studio, Delivery::durable},
              [](JobContext& context, const Json& payload) -> Json {
                const std::string id = payload.at("id").as_string().c_str();
                context.documents().put(bucket(id, context.ids().next()));
                return nullptr;
              });
    table.add({"look", QueueKind::studio, Delivery::interactive},
              [](JobContext& context, const Json&) -> Json {
                return Json(static_cast<int64_t>(context.documents().all<Bucket>().size()));
              });
  }

  void put(House& house, const std::string& id) {
    EXPECT_FALSE(house.push(QueueKind::studio, "put", {{"id", id}}).get().error);
  }
  void rename_studio(House& house, const std::string& name) {
    auto document = std::make_shared<Studio>(studio_document(kStudio));
    document->name = name;
    house.write({put_change<Studio>(std::move(document))});
  }
  std::vector<JournalRow> rows(size_t count) {
    House::wait_until([&] { return store.journal({.studio = kStudio}).size() >= count; });
    return store.journal({.studio = kStudio});
  }
  static int64_t place_of(const JournalRow& row) { return to<int64_t>(row.body.at("place")); }
  template <class T>
  static T to(const Json& value) {
    return value.to_number<T>();
  }

  MemoryStore store;
  JobTable table;
};

TEST_F(JournalTest, EveryRowThatWroteHasABaseBeforeIt) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  put(house, "a");
  rename_studio(house, "second");
  put(house, "b");
  put(house, "c");
  rename_studio(house, "third");
  put(house, "d");
  int64_t last = 0;
  for (const JournalRow& row : rows(4)) {
    EXPECT_GT(place_of(row), last);
    last = place_of(row);
  }
  house.stop();
  const auto bases = store.journal({.studio = base_scope(kStudio)});
  ASSERT_FALSE(bases.empty());
  EXPECT_EQ(place_of(bases[0]), 0);
  // Which settings each job ran with can be told from the changes.
  const auto name_of = [&](const JournalRow& row) {
    std::string name = "Studio studio0";
    for (const JournalRow& change : store.journal({.studio = settings_scope()})) {
      if (to<int64_t>(change.body.at("settings")) > to<int64_t>(row.body.at("settings"))) break;
      const Json documents = parse_json(unpacked(change.body.at("documents").as_string()));
      name = documents.at("studios").at(0).at("name").as_string();
    }
    return name;
  };
  std::vector<std::string> names;
  for (const JournalRow& row : rows(4)) names.push_back(name_of(row));
  EXPECT_EQ(names, (std::vector<std::string>{"Studio studio0", "second", "second", "third"}));
}

TEST_F(JournalTest, RowsHaveWhatAReplayNeeds) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  put(house, "a");
  house.push(QueueKind::studio, "look").get();
  const std::vector<JournalRow> all = rows(2);
  const JsonObject& body = all[0].body.as_object();
  EXPECT_EQ(body.at("changed"), parse_json(R"(["buckets/a"])"));
  const Doc<Bucket> written = store.studio(kStudio).find<Bucket>(BucketId("a"));
  EXPECT_EQ(body.at("hashes").at(0), Json(get_hash(change_text(put_change<Bucket>(written)))));
  EXPECT_FALSE(body.at("seed").as_string().empty());
  EXPECT_GT(to<double>(body.at("now")), 0);
  EXPECT_EQ(place_of(all[1]), 0);  // it wrote nothing
  EXPECT_EQ(body.at("run"), all[1].body.at("run"));
}

TEST_F(JournalTest, AnIdleStudioWritesNoBase) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  house.push(QueueKind::studio, "look").get();
  rename_studio(house, "again");
  house.push(QueueKind::studio, "look").get();
  rows(2);
  house.stop();
  EXPECT_TRUE(store.journal({.studio = base_scope(kStudio)}).empty());
}

TEST_F(JournalTest, WritesFromOutsideAreRowsToo) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  put(house, "a");
  house.write({put_change<Bucket>(std::make_shared<Bucket>(bucket("outside")))}, kStudio);
  // Rows of one millisecond stand in the order in which they came to the journal.
  const auto all = rows(2);
  const JournalRow& row = all[0].name == "write" ? all[0] : all[1];
  EXPECT_EQ(row.name, "write");
  EXPECT_EQ(row.body.at("documents").at("buckets").at(0).at("_id"), "outside");
  EXPECT_EQ(place_of(row), 2);
}

}  // namespace
}  // namespace takt::conductor
