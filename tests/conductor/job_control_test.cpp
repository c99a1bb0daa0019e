// What people do with queued jobs, on a running conductor.
#include <gtest/gtest.h>

#include "conductor/house.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

class JobControlTest : public testing::Test {
 protected:
  JobControlTest() {
    put_studio(store, kStudio);
    handle("echo", Delivery::interactive, [](JobContext&, const Json& payload) { return payload; });
    handle("blocked", Delivery::interactive, [this](JobContext&, const Json&) -> Json {
      gate.arrive();
      return nullptr;
    });
    handle("note", Delivery::durable, [this](JobContext& context, const Json& payload) -> Json {
      if (broken) throw std::runtime_error("broke");
      context.documents().put(bucket(string_member(payload, "id")));
      return payload;
    });
  }
  ~JobControlTest() override { gate.open(); }

  void handle(const char* name, Delivery delivery, const JobHandler& handler) {
    for (const QueueKind queue : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
      table.add({name, queue, delivery}, handler);
    }
  }
  /// "ingest" holds a rundown until the gate opens; "move", an operator's, needs the same one.
  void handle_rundown_jobs() {
    handle("ingest", Delivery::durable, [this](JobContext& context, const Json&) -> Json {
      const auto lock = context.lock_rundown(RundownId("r"));
      gate.arrive();
      return nullptr;
    });
    handle("move", Delivery::interactive, [this](JobContext& context, const Json&) -> Json {
      const auto lock = context.lock_rundown(RundownId("r"));
      return ++moves;
    });
  }
  House& house() {
    if (!house_) {
      house_ = std::make_unique<House>(store, table);
      house_->wait_for_state(kStudio, "running");
    }
    return *house_;
  }
  JobControl& jobs() { return house().conductor.jobs(); }

  static Json note_of(const char* rundown, const char* id) {
    return JsonObject{{"rundownExternalId", rundown}, {"id", id}};
  }
  std::string states() {
    std::string text;
    for (const JobRow& row : jobs().list({})) {
      text += fmt::format("{} {};", row.info.name, row.info.state);
    }
    return text;
  }
  void wait_for_states(const std::string& wanted) {
    House::wait_until([&] { return states() == wanted; });
    EXPECT_EQ(states(), wanted);
  }

  JobRow dead() {
    JobQuery query;
    query.state = "dead";
    return jobs().list(query).at(0);
  }

  bool pause(const std::string& lane) { return hold(lane, &JobControl::pause); }
  bool resume(const std::string& lane) { return hold(lane, &JobControl::resume); }
  bool hold(const std::string& lane,
            void (JobControl::*verb)(const std::string&, const std::string&, JobControl::Held)) {
    std::promise<bool> promise;
    (jobs().*verb)(lane, "tester", [&](std::optional<UserError> error, bool changed) {
      EXPECT_FALSE(error) << error->what();
      promise.set_value(changed);
    });
    return promise.get_future().get();
  }

  struct Outcome {
    std::optional<UserError> error;
    JobId id;
  };
  Outcome act(const std::function<void(JobControl::Done)>& verb) {
    std::promise<Outcome> promise;
    try {
      verb([&](std::optional<UserError> error, const JobId& id) {
        promise.set_value({std::move(error), id});
      });
    } catch (const UserError& error) {
      return {error, {}};
    }
    return promise.get_future().get();
  }
  Outcome cancel(const JobId& id) {
    return act([&](auto done) { jobs().cancel(id, "tester", done); });
  }
  Outcome retry(const JobId& id, bool forced = false) {
    return act([&](auto done) { jobs().retry(id, forced, "tester", done); });
  }
  Outcome discard(const JobId& id) {
    return act([&](auto done) { jobs().discard(id, "tester", done); });
  }
  std::vector<std::string> journal() {
    std::vector<std::string> verbs;
    for (const JournalRow& row : store.journal({.studio = kStudio})) {
      if (row.name.starts_with("jobs.")) {
        verbs.push_back(row.name + " by " + string_member(row.body, "by"));
      }
    }
    return verbs;
  }

  MemoryStore store;
  JobTable table;
  Gate gate;
  std::atomic<bool> broken = false;
  std::atomic<int> moves = 0;
  std::unique_ptr<House> house_;
};

TEST_F(JobControlTest, AWaitingJobIsCancelledAndItsCallerTold) {
  Answer running = house().push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  Answer waiting = house().push(QueueKind::studio, "echo", JsonObject{{"a", 1}});
  Answer durable = house().push(QueueKind::studio, "note", note_of("r", "n"));
  durable.wait_accepted();
  wait_for_states("blocked running;echo waiting;note waiting;");
  EXPECT_EQ(jobs().show(waiting.id)->payload, parse_json(R"({"a":1})"));
  EXPECT_EQ(jobs().show(durable.id)->payload, note_of("r", "n"));

  EXPECT_EQ(cancel(running.id).error->key(), UserErrorKey::JobNotPossible);
  EXPECT_FALSE(cancel(waiting.id).error);
  EXPECT_EQ(waiting.error(), UserErrorKey::JobCancelled);
  EXPECT_FALSE(cancel(durable.id).error);
  EXPECT_EQ(durable.error(), UserErrorKey::JobCancelled);
  EXPECT_TRUE(store.waiting_jobs(kStudio).empty());
  EXPECT_EQ(cancel(durable.id).error->key(), UserErrorKey::JobNotPossible);
  EXPECT_EQ(cancel(JobId("nothing")).error->key(), UserErrorKey::DocumentNotFound);
  gate.open();
  EXPECT_FALSE(running.get().error);
  EXPECT_FALSE(house().push(QueueKind::studio, "echo").get().error);
  EXPECT_FALSE(has_bucket(store, "n"));
  House::wait_until([&] { return journal().size() == 2; });
  EXPECT_EQ(journal()[0], "jobs.cancel by tester");
}

TEST_F(JobControlTest, APausedLaneTakesNothingAndTheOtherGoesOn) {
  EXPECT_TRUE(pause("ingest:studio0#1"));
  EXPECT_FALSE(pause("ingest:studio0#1"));
  Answer first = house().push(QueueKind::ingest, "blocked", note_of("a", ""));
  gate.wait_for_arrivals(1);
  // Lane 2 is busy, lane 1 paused.
  Answer second = house().push(QueueKind::ingest, "echo", note_of("b", ""),
                               [](JobRequest& request) { request.deadline_ms = 60'000; });
  wait_for_states("blocked running;echo waiting;");
  EXPECT_EQ(house().conductor.status().studios[0].queues[1].paused_lanes, std::vector<int>{1});
  EXPECT_TRUE(resume("ingest:studio0#1"));
  EXPECT_FALSE(second.get().error);
  EXPECT_FALSE(first.is_ready());
  gate.open();
  first.get();

  EXPECT_TRUE(pause("ingest:studio0"));
  Answer third = house().push(QueueKind::ingest, "note", note_of("a", "third"));
  third.wait_accepted();
  wait_for_states("note waiting;");
  EXPECT_TRUE(resume("ingest:studio0"));
  EXPECT_FALSE(third.get().error);
  EXPECT_THROW(pause("ingest:studio0#3"), UserError);
  EXPECT_THROW(pause("ingest:elsewhere"), UserError);
  EXPECT_THROW(pause("nothing"), UserError);
}

TEST_F(JobControlTest, APausedLaneIsPausedAfterTheNextStartToo) {
  EXPECT_TRUE(pause("ingest:studio0"));
  EXPECT_TRUE(pause("ingest:studio0#2"));
  Answer waiting = house().push(QueueKind::ingest, "note", note_of("a", "kept"));
  waiting.wait_accepted();
  house_.reset();
  wait_for_states("note waiting;");
  const QueueStatus ingest = house().conductor.status().studios[0].queues[1];
  EXPECT_TRUE(ingest.paused);
  EXPECT_EQ(ingest.paused_lanes, std::vector<int>{2});
  EXPECT_FALSE(pause("ingest:studio0"));
  EXPECT_TRUE(resume("ingest:studio0"));
  House::wait_until([&] { return has_bucket(store, "kept"); });
  house_.reset();
  EXPECT_FALSE(house().conductor.status().studios[0].queues[1].paused);
  EXPECT_FALSE(pause("ingest:studio0#2"));
}

TEST_F(JobControlTest, ADefectIsADeadLetterAndRunsAgainAsANewJob) {
  broken = true;
  Answer failed = house().push(QueueKind::ingest, "note", note_of("r", "n"));
  EXPECT_EQ(failed.error(), UserErrorKey::InternalError);
  wait_for_states("note dead;");
  const JobRow row = dead();
  EXPECT_EQ(row.info.id, failed.id);
  EXPECT_EQ(row.info.attempts, 1);
  EXPECT_EQ(UserError::from_json(row.error)->raw_message(), "broke");
  EXPECT_EQ(house().conductor.status().studios[0].dead_letters, 1u);
  broken = false;
  const Outcome again = retry(failed.id);
  ASSERT_FALSE(again.error);
  EXPECT_NE(again.id, failed.id);
  House::wait_until([&] { return has_bucket(store, "n"); });
  wait_for_states("");
  House::wait_until([&] { return house().conductor.result(again.id).state == JobState::finished; });
  EXPECT_EQ(retry(failed.id).error->key(), UserErrorKey::JobNotPossible);
}

TEST_F(JobControlTest, AnAnswerIsNoDeadLetter) {
  handle("refused", Delivery::durable, [](JobContext&, const Json&) -> Json {
    throw UserError(UserErrorKey::RundownRemoveWhileActive, {{"name", "r"}});
  });
  house().push(QueueKind::ingest, "refused").get();
  EXPECT_EQ(states(), "");
}

TEST_F(JobControlTest, NewerDataOfTheRundownMakesADeadLetterPointless) {
  broken = true;
  Answer failed = house().push(QueueKind::ingest, "note", note_of("r", "old"));
  failed.get();
  broken = false;
  house().push(QueueKind::ingest, "note", note_of("another", "x")).get();
  EXPECT_FALSE(dead().superseded);
  house().push(QueueKind::ingest, "note", note_of("r", "new")).get();
  EXPECT_TRUE(dead().superseded);
  EXPECT_EQ(retry(failed.id).error->key(), UserErrorKey::JobSuperseded);
  EXPECT_FALSE(retry(failed.id, true).error);
  House::wait_until([&] { return has_bucket(store, "old"); });
}

TEST_F(JobControlTest, ADeadLetterIsDiscarded) {
  broken = true;
  Answer failed = house().push(QueueKind::ingest, "note", note_of("r", "n"));
  failed.get();
  EXPECT_FALSE(discard(failed.id).error);
  EXPECT_EQ(states(), "");
  EXPECT_EQ(house().conductor.status().studios[0].dead_letters, 0u);
  EXPECT_EQ(discard(failed.id).error->key(), UserErrorKey::JobNotPossible);
}

TEST_F(JobControlTest, APlayoutJobThatNeedsABusyRundownIsOvertaken) {
  handle_rundown_jobs();
  const auto patient = [](JobRequest& request) { request.deadline_ms = 60'000; };
  Answer ingest = house().push(QueueKind::ingest, "ingest");
  gate.wait_for_arrivals(1);
  Answer move = house().push(QueueKind::studio, "move", {}, patient);
  wait_for_states("move parked;ingest running;");
  EXPECT_FALSE(house().push(QueueKind::studio, "echo", {}, patient).get().error);
  EXPECT_FALSE(move.is_ready());
  gate.open();
  const JobReport moved = move.get();
  EXPECT_EQ(moved.result, Json(1));
  EXPECT_GT(moved.timings.lock_wait_ms, 0);
  ingest.get();
  EXPECT_TRUE(house().conductor.status().studios[0].locks.empty());
}

TEST_F(JobControlTest, AParkedJobGivesUpInTimeAndNeverRuns) {
  handle_rundown_jobs();
  Answer ingest = house().push(QueueKind::ingest, "ingest");
  gate.wait_for_arrivals(1);
  Answer late = house().push(QueueKind::studio, "move", {},
                             [](JobRequest& request) { request.deadline_ms = 50; });
  EXPECT_EQ(late.error(), UserErrorKey::LockTimedOut);
  Answer cancelled = house().push(QueueKind::studio, "move", {},
                                  [](JobRequest& request) { request.deadline_ms = 60'000; });
  wait_for_states("move parked;ingest running;");
  EXPECT_FALSE(cancel(cancelled.id).error);
  EXPECT_EQ(cancelled.error(), UserErrorKey::JobCancelled);
  gate.open();
  ingest.get();
  EXPECT_FALSE(house().push(QueueKind::studio, "echo").get().error);
  EXPECT_EQ(moves, 0);
  EXPECT_TRUE(house().conductor.status().studios[0].locks.empty());
}

TEST_F(JobControlTest, AnotherProcessSaysThatAnOperatorsJobIsGone) {
  const JobId id = house().push(QueueKind::studio, "echo").get().id;
  EXPECT_EQ(house().conductor.result(id).report->result, JsonObject{});
  MemoryStore other_store;
  House other(other_store, table);
  const JobLookup found = other.conductor.result(id);
  EXPECT_EQ(found.state, JobState::finished);
  EXPECT_EQ(found.report->error->key(), UserErrorKey::JobOwnerLost);
  EXPECT_EQ(other.conductor.result(JobId("nothing")).state, JobState::unknown);
}

}  // namespace
}  // namespace takt::conductor
