#include "conductor/conductor.h"

#include <gtest/gtest.h>

#include "conductor/house.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

class ConductorTest : public testing::Test {
 protected:
  ConductorTest() {
    put_studio(store, kStudio);
    handle("echo", Delivery::interactive, [](JobContext&, const Json& payload) { return payload; });
    handle("blocked", Delivery::interactive, [this](JobContext&, const Json&) -> Json {
      gate.arrive();
      return nullptr;
    });
  }
  ~ConductorTest() override { gate.open(); }

  void handle(const char* name, Delivery delivery, const JobHandler& handler) {
    for (const QueueKind queue : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
      table.add({name, queue, delivery}, handler);
    }
  }
  House& house(Options options = {}) {
    if (!house_) house_ = std::make_unique<House>(store, table, options);
    house_->wait_for_state(kStudio, "running");
    return *house_;
  }

  MemoryStore store;
  JobTable table;
  Gate gate;

 private:
  std::unique_ptr<House> house_;
};

TEST_F(ConductorTest, EachQueueAnswersSuccessUserErrorAndDefect) {
  handle("refused", Delivery::interactive, [](JobContext&, const Json&) -> Json {
    throw UserError(UserErrorKey::TakeRateLimit, {{"duration", 500}}, 429);
  });
  handle("broken", Delivery::durable, [](JobContext&, const Json&) -> Json {
    throw DetailedError("cannot read x of undefined", "at onTake");
  });
  for (const QueueKind queue : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
    const JobReport echo = house().push(queue, "echo", JsonObject{{"a", 1}}).get();
    EXPECT_EQ(echo.result, parse_json(R"({"a":1})"));
    EXPECT_EQ(echo.queue, queue);
    const JobReport refused = house().push(queue, "refused").get();
    EXPECT_EQ(refused.error->key(), UserErrorKey::TakeRateLimit);
    EXPECT_EQ(refused.error->error_code(), 429);
    const JobReport broken = house().push(queue, "broken").get();
    EXPECT_EQ(broken.error->key(), UserErrorKey::InternalError);
    EXPECT_EQ(broken.error->raw_message(), "cannot read x of undefined");
    EXPECT_EQ(broken.error->stack(), "at onTake");
    // The thread lives on.
    EXPECT_FALSE(house().push(queue, "echo").get().error);
  }
  EXPECT_EQ(house().conductor.status().refusals.size(), 6u);
}

TEST_F(ConductorTest, UnknownJobsAndStudiosAreRefused) {
  EXPECT_EQ(house().push(QueueKind::studio, "nothing").error(), UserErrorKey::JobUnknown);
  EXPECT_EQ(house().push(QueueKind::studio, "echo", {}, {}, StudioId("other")).error(),
            UserErrorKey::StudioNotFound);
}

TEST_F(ConductorTest, AnOperatorsJobIsRefusedOnceItsDeadlineHasPassed) {
  Answer running = house().push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  Answer late = house().push(QueueKind::studio, "echo", {},
                             [](JobRequest& request) { request.deadline_ms = 20; });
  // Answered while the thread is still busy.
  EXPECT_EQ(late.error(), UserErrorKey::JobDeadlinePassed);
  EXPECT_FALSE(running.is_ready());
  gate.open();
  EXPECT_FALSE(running.get().error);
  EXPECT_EQ(house().conductor.result(late.id).state, JobState::finished);
}

TEST_F(ConductorTest, AFullQueueRefuses) {
  Options options;
  options.interactive_limit = 1;
  options.durable_limit = 1;
  handle("durable", Delivery::durable, [](JobContext&, const Json&) -> Json { return nullptr; });
  Answer running = house(options).push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  Answer waiting = house().push(QueueKind::studio, "echo");
  Answer durable = house().push(QueueKind::studio, "durable");
  durable.wait_accepted();
  House::wait_until([&] { return house().conductor.status().studios[0].queues[0].waiting == 2; });
  EXPECT_EQ(house().push(QueueKind::studio, "echo").error(), UserErrorKey::JobQueueFull);
  EXPECT_EQ(house().push(QueueKind::studio, "durable").error(), UserErrorKey::JobQueueFull);
  gate.open();
  EXPECT_FALSE(waiting.get().error);
  EXPECT_FALSE(durable.get().error);
}

TEST_F(ConductorTest, EqualCoalescingJobsRunOnceAndEveryWaiterIsAnswered) {
  std::atomic<int> runs = 0;
  handle("update", Delivery::coalescing, [&](JobContext&, const Json&) -> Json { return ++runs; });
  Answer running = house().push(QueueKind::events, "blocked");
  gate.wait_for_arrivals(1);
  std::vector<Answer> answers;
  for (int i = 0; i < 5; ++i) {
    answers.push_back(house().push(QueueKind::events, "update", JsonObject{{"of", "r1"}}));
    answers.back().wait_accepted();
  }
  Answer other = house().push(QueueKind::events, "update", JsonObject{{"of", "r2"}});
  other.wait_accepted();
  House::wait_until([&] { return house().conductor.status().studios[0].queues[2].waiting == 2; });
  gate.open();
  for (Answer& answer : answers) {
    const JobReport report = answer.get();
    EXPECT_EQ(report.result, Json(1));
    EXPECT_EQ(report.id, answer.id);
  }
  EXPECT_EQ(other.get().result, Json(2));
  EXPECT_TRUE(store.waiting_jobs(kStudio).empty());
}

TEST_F(ConductorTest, AKeyGivesTheFirstResultAgain) {
  std::atomic<int> runs = 0;
  handle("count", Delivery::interactive, [&](JobContext&, const Json&) -> Json { return ++runs; });
  handle("durable", Delivery::durable, [&](JobContext&, const Json&) -> Json { return ++runs; });
  const auto keyed = [](const char* key) {
    return [key](JobRequest& request) { request.idempotency_key = key; };
  };
  Answer first = house().push(QueueKind::studio, "count", {}, keyed("k1"));
  EXPECT_EQ(first.get().result, Json(1));
  Answer again = house().push(QueueKind::studio, "count", {}, keyed("k1"));
  EXPECT_EQ(again.get().result, Json(1));
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(house().push(QueueKind::studio, "count", 5, keyed("k1")).error(),
            UserErrorKey::IdempotencyKeyAlreadyUsed);
  Answer durable = house().push(QueueKind::ingest, "durable", {}, keyed("k2"));
  Answer same = house().push(QueueKind::ingest, "durable", {}, keyed("k2"));
  EXPECT_EQ(durable.get().result, Json(2));
  EXPECT_EQ(same.get().result, Json(2));
  EXPECT_EQ(runs, 2);
}

TEST_F(ConductorTest, ThreadsQueueWorkForEachOther) {
  std::atomic<int> runs = 0;
  const auto relay = [&](JobContext& context, const Json& payload) -> Json {
    ++runs;
    const int64_t left = payload.at("left").as_int64();
    if (left > 0) {
      const QueueKind next = static_cast<QueueKind>(left % 3);
      context.queue_job({next, "relay", JsonObject{{"left", left - 1}}, {}});
    }
    return nullptr;
  };
  handle("relay", Delivery::durable, relay);
  house().push(QueueKind::studio, "relay", JsonObject{{"left", 9}}).get();
  House::wait_until([&] { return runs == 10; });
}

/// All nine pairs at once, each thread busy with the others' work while they are with its own.
TEST_F(ConductorTest, EveryPairOfThreadsQueuesWorkForEachOther) {
  static constexpr QueueKind kQueues[] = {QueueKind::studio, QueueKind::ingest, QueueKind::events};
  handle("note", Delivery::durable, [](JobContext& context, const Json& payload) -> Json {
    context.documents().put(bucket(string_member(payload, "id")));
    return nullptr;
  });
  handle("send", Delivery::durable, [](JobContext& context, const Json& payload) -> Json {
    const std::string from = string_member(payload, "from");
    for (const QueueKind to : kQueues) {
      for (int i = 0; i < 10; ++i) {
        const std::string id = fmt::format("{}>{} {}", from, queue_kind_name(to), i);
        context.queue_job({to, "note", JsonObject{{"id", id}}, {}});
      }
    }
    return nullptr;
  });
  std::vector<Answer> sent;
  for (const QueueKind from : kQueues) {
    sent.push_back(house().push(from, "send", JsonObject{{"from", queue_kind_name(from)}}));
  }
  for (Answer& answer : sent) EXPECT_FALSE(answer.get().error);
  House::wait_until([&] { return store.studio(kStudio).size(Collection::buckets) == 90; });
  for (const QueueKind from : kQueues) {
    for (const QueueKind to : kQueues) {
      const std::string pair = fmt::format("{}>{}", queue_kind_name(from), queue_kind_name(to));
      EXPECT_TRUE(has_bucket(store, pair + " 9")) << pair;
    }
  }
}

TEST_F(ConductorTest, AFailingJobSendsNothingButWhatItKeeps) {
  handle("note", Delivery::durable, [](JobContext& context, const Json& payload) -> Json {
    context.documents().put(bucket(string_member(payload, "id")));
    return nullptr;
  });
  handle("half", Delivery::durable, [](JobContext& context, const Json&) -> Json {
    context.documents().put(bucket("written"));
    context.queue_events_job("note", JsonObject{{"id", "kept"}});
    context.keep_on_failure();
    context.documents().put(bucket("lost"));
    context.queue_events_job("note", JsonObject{{"id", "lost too"}});
    throw std::runtime_error("broke");
  });
  EXPECT_EQ(house().push(QueueKind::ingest, "half").error(), UserErrorKey::InternalError);
  House::wait_until([&] { return has_bucket(store, "kept"); });
  EXPECT_FALSE(house().push(QueueKind::events, "echo").get().error);
  EXPECT_TRUE(has_bucket(store, "written"));
  EXPECT_FALSE(has_bucket(store, "lost"));
  EXPECT_FALSE(has_bucket(store, "lost too"));
}

TEST_F(ConductorTest, ATakeWaitsForAnIngestCommitAndGivesUpInTime) {
  handle("ingest", Delivery::durable, [this](JobContext& context, const Json&) -> Json {
    const auto lock = context.lock_playlist(PlaylistId("p"));
    context.documents().put(playlist("p", "new"));
    gate.arrive();
    return nullptr;
  });
  handle("take", Delivery::interactive, [](JobContext& context, const Json&) -> Json {
    const auto lock = context.lock_playlist(PlaylistId("p"));
    const auto seen = context.documents().find<Playlist>(PlaylistId("p"));
    return seen ? Json(seen->name) : Json(nullptr);
  });
  Answer ingest = house().push(QueueKind::ingest, "ingest");
  gate.wait_for_arrivals(1);
  EXPECT_EQ(house()
                .push(QueueKind::studio, "take", {},
                      [](JobRequest& request) { request.deadline_ms = 100; })
                .error(),
            UserErrorKey::LockTimedOut);
  Answer take = house().push(QueueKind::studio, "take", {},
                             [](JobRequest& request) { request.deadline_ms = 60'000; });
  House::wait_until([&] {
    const auto locks = house().conductor.status().studios[0].locks;
    return !locks.empty() && locks[0].waiters.size() == 1;
  });
  gate.open();
  EXPECT_EQ(take.get().result, Json("new"));
  EXPECT_FALSE(ingest.get().error);
  EXPECT_TRUE(house().conductor.status().studios[0].locks.empty());
}

TEST_F(ConductorTest, RundownsAreIngestedInParallelAndEachInOrder) {
  std::mutex mutex;
  std::vector<std::string> order;
  handle("update", Delivery::durable, [&](JobContext&, const Json& payload) -> Json {
    const std::string name = string_member(payload, "n");
    if (name == "a1") gate.arrive();
    const std::lock_guard lock(mutex);
    order.push_back(name);
    return nullptr;
  });
  const auto update = [&](const char* rundown, const char* name) {
    Answer answer = house().push(QueueKind::ingest, "update",
                                 JsonObject{{"rundownExternalId", rundown}, {"n", name}});
    answer.wait_accepted();
    return answer;
  };
  Answer a1 = update("a", "a1");
  gate.wait_for_arrivals(1);
  Answer a2 = update("a", "a2");
  Answer b1 = update("b", "b1");
  b1.get();
  EXPECT_FALSE(a2.is_ready());
  gate.open();
  a2.get();
  EXPECT_EQ(order, (std::vector<std::string>{"b1", "a1", "a2"}));
}

TEST_F(ConductorTest, JournalRowsSayWhereTheTimeWent) {
  handle("note", Delivery::durable, [](JobContext& context, const Json&) -> Json {
    context.documents().put(bucket("b"));
    return nullptr;
  });
  Answer answer = house().push(QueueKind::studio, "note", JsonObject{{"x", 1}});
  answer.get();
  House::wait_until([&] { return store.journal({.studio = kStudio}).size() == 1; });
  const JournalRow row = store.journal({.studio = kStudio})[0];
  EXPECT_EQ(row.job, answer.id);
  EXPECT_EQ(row.name, "note");
  EXPECT_EQ(row.body.at("payload"), parse_json(R"({"x":1})"));
  EXPECT_EQ(row.body.at("changed"), parse_json(R"(["buckets/b"])"));
  EXPECT_TRUE(row.body.at("timings").as_object().contains("lockWait"));
}

TEST_F(ConductorTest, AStopAnswersOperatorsAndKeepsDurableJobs) {
  handle("durable", Delivery::durable, [](JobContext&, const Json&) -> Json { return nullptr; });
  Answer running = house().push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  Answer waiting = house().push(QueueKind::studio, "echo");
  Answer durable = house().push(QueueKind::studio, "durable");
  durable.wait_accepted();
  House& stopping = house();
  stopping.conductor.request_stop();
  EXPECT_EQ(waiting.error(), UserErrorKey::StudioUnavailable);
  EXPECT_EQ(stopping.push(QueueKind::studio, "echo").error(), UserErrorKey::StudioUnavailable);
  gate.open();
  EXPECT_TRUE(stopping.stop());
  EXPECT_FALSE(running.get().error);
  EXPECT_FALSE(durable.is_ready());
  ASSERT_EQ(store.waiting_jobs(kStudio).size(), 1u);
  EXPECT_EQ(store.waiting_jobs(kStudio)[0].id, durable.id);
  House next(store, table);
  House::wait_until([&] { return store.waiting_jobs(kStudio).empty(); });
  EXPECT_EQ(next.conductor.result(durable.id).state, JobState::finished);
}

}  // namespace
}  // namespace takt::conductor
