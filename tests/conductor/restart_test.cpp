#include <gtest/gtest.h>

#include "conductor/house.h"
#include "store/sqlite/sqlite_store.h"
#include "store/temporary_folder.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

class RestartTest : public testing::Test {
 protected:
  RestartTest() {
    table.add({"note", QueueKind::ingest, Delivery::durable},
              [this](JobContext& context, const Json& payload) -> Json {
                if (blocked) gate.arrive();
                ++runs;
                context.documents().put(bucket(string_member(payload, "id")));
                context.queue_events_job("follow", payload);
                return payload;
              });
    table.add({"follow", QueueKind::events, Delivery::durable},
              [](JobContext& context, const Json& payload) -> Json {
                context.documents().put(bucket("after " + string_member(payload, "id")));
                return nullptr;
              });
  }

  SqliteOptions options() const {
    SqliteOptions made;
    made.folder = folder.path();
    return made;
  }

  testing_store::TemporaryFolder folder;
  JobTable table;
  Gate gate;
  std::atomic<bool> blocked = false;
  std::atomic<int> runs = 0;
};

TEST_F(RestartTest, AnAcknowledgedJobSurvivesAndHappensOnce) {
  JobId id;
  {
    SqliteStore store(options());
    put_studio(store, kStudio);
    House house(store, table);
    house.wait_for_state(kStudio, "running");
    house.push(QueueKind::ingest, "note", JsonObject{{"id", "first"}}).get();
    blocked = true;
    Answer running = house.push(QueueKind::ingest, "note", JsonObject{{"id", "running"}});
    gate.wait_for_arrivals(1);
    Answer waiting = house.push(
        QueueKind::ingest, "note", JsonObject{{"id", "waiting"}},
        [](JobRequest& request) { request.idempotency_key = "key"; });
    waiting.wait_accepted();
    id = waiting.id;
    house.conductor.request_stop();
    // Nothing is given to lanes any more; that comes a moment after the state that says so.
    House::wait_until([&] {
      const StudioStatus studio = house.conductor.status().studios.at(0);
      return studio.state == "stopping" && studio.queues.at(1).waiting == 0;
    });
    gate.open();
    EXPECT_TRUE(house.stop());
    EXPECT_FALSE(waiting.is_ready());
  }
  SqliteStore store(options());
  EXPECT_FALSE(has_bucket(store, "waiting"));
  House house(store, table);
  House::wait_until([&] { return has_bucket(store, "after waiting"); });
  House::wait_until([&] { return has_bucket(store, "after running"); });
  EXPECT_EQ(runs, 3);
  const JobLookup ended = house.conductor.result(id);
  ASSERT_EQ(ended.state, JobState::finished);
  EXPECT_EQ(ended.report->result, parse_json(R"({"id":"waiting"})"));
  // The key still belongs to it.
  Answer again = house.push(QueueKind::ingest, "note", JsonObject{{"id", "waiting"}},
                            [](JobRequest& request) { request.idempotency_key = "key"; });
  EXPECT_EQ(again.get().result, ended.report->result);
  EXPECT_EQ(runs, 3);
}

TEST_F(RestartTest, ResultsAndKeysOfEarlierRunsAreKnown) {
  JobId id;
  {
    SqliteStore store(options());
    put_studio(store, kStudio);
    House house(store, table);
    house.wait_for_state(kStudio, "running");
    Answer answer = house.push(QueueKind::ingest, "note", JsonObject{{"id", "a"}},
                               [](JobRequest& request) { request.idempotency_key = "key"; });
    id = answer.get().id;
  }
  SqliteStore store(options());
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  EXPECT_EQ(house.conductor.result(id).report->result, parse_json(R"({"id":"a"})"));
  Answer again = house.push(QueueKind::ingest, "note", JsonObject{{"id", "a"}},
                            [](JobRequest& request) { request.idempotency_key = "key"; });
  EXPECT_EQ(again.get().result, parse_json(R"({"id":"a"})"));
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace takt::conductor
