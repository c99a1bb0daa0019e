#include "worker/job_runner.h"

#include <gtest/gtest.h>

#include "worker/test_world.h"

namespace takt::worker {
namespace {

using namespace testing_world;

/// Records what is committed, and can refuse.
class WatchedStore final : public Store {
 public:
  const Documents& system() const override { return inner.system(); }
  const Documents& studio(const StudioId& id) override { return inner.studio(id); }
  LeaseEpoch acquire_studio(const StudioId& id) override { return inner.acquire_studio(id); }
  void commit(Transaction transaction) override {
    if (failing) throw StoreError("disk full");
    if (transaction.changes.empty() && transaction.queued.empty() && !transaction.completed) {
      EXPECT_FALSE(transaction.sync);
      for (const MarkedJob& marked : transaction.marks) marks.push_back(marked.mark);
      return inner.commit(std::move(transaction));
    }
    commits.push_back(transaction);
    inner.commit(std::move(transaction));
  }
  std::vector<JobRecord> waiting_jobs(const StudioId& id) override {
    return inner.waiting_jobs(id);
  }
  std::optional<JobCompletion> completion(const JobId& id) override { return inner.completion(id); }
  std::optional<JobRecord> waiting_job(const JobId& id) override { return inner.waiting_job(id); }
  std::vector<DeadLetter> dead_letters(const StudioId& id) override {
    return inner.dead_letters(id);
  }
  std::vector<HeldLane> held_lanes(const StudioId& id) override { return inner.held_lanes(id); }
  std::optional<JobId> job_with_key(const StudioId& id, const std::string& key) override {
    return inner.job_with_key(id, key);
  }
  void append_journal(std::vector<JournalRow> rows) override { inner.append_journal(rows); }
  std::vector<JournalRow> journal(const JournalQuery& query) override {
    return inner.journal(query);
  }
  void subscribe(ChangeListener listener) override { inner.subscribe(listener); }
  StudioMoment moment(const StudioId& studio) override { return inner.moment(studio); }
  uint64_t system_commits() const override { return inner.system_commits(); }

  MemoryStore inner;
  std::vector<Transaction> commits;
  std::vector<JobMark> marks;
  bool failing = false;
};

class TracedLocks final : public LockService {
 public:
  void acquire(const LockKey& key, const JobTask&) override {
    trace.push_back("+" + lock_name(key));
  }
  void release(const LockKey& key) override { trace.push_back("-" + lock_name(key)); }
  std::vector<std::string> trace;
};

class NoDevices final : public DeviceCommands {
 public:
  Json run(const StudioId&, PeripheralDeviceCommand, double) override {
    throw std::runtime_error("no device");
  }
};

class RecordedFollowUps final : public FollowUps {
 public:
  std::vector<JobRecord> records(const std::vector<QueuedJob>& jobs) override {
    std::vector<JobRecord> made;
    for (const QueuedJob& job : jobs) {
      JobRecord record;
      record.id = JobId("follow" + std::to_string(++count));
      record.studio = kStudio;
      record.queue = queue_kind_name(job.queue);
      record.name = job.name;
      made.push_back(std::move(record));
    }
    return made;
  }
  void committed(std::vector<JobRecord> records) override {
    for (const JobRecord& record : records) sent.push_back(record.name);
  }
  std::vector<std::string> sent;
  int count = 0;
};

class JobRunnerTest : public testing::Test {
 protected:
  JobRunnerTest() { put_studio(store.inner, kStudio); }

  void handle(JobHandler handler, QueueKind queue = QueueKind::studio) {
    table.add({"job", queue, Delivery::durable}, std::move(handler));
  }
  static JobTask make_task(bool durable) {
    JobTask task;
    task.id = JobId("j1");
    task.queue = QueueKind::studio;
    task.name = "job";
    task.durable = durable;
    return task;
  }
  JobOutcome run(bool durable = false) {
    Configuration configuration(store.system(), kStudio);
    const JobTask task = make_task(durable);
    if (durable) {
      Transaction accept;
      JobRecord record;
      record.id = task.id;
      record.studio = kStudio;
      record.queue = "studio";
      record.name = "job";
      accept.queued = {record};
      store.inner.commit(std::move(accept));
    }
    return runner.run(task, configuration);
  }

  WatchedStore store;
  JobTable table;
  TracedLocks locks;
  NoDevices devices;
  RecordedFollowUps follow_ups;
  ManualClock clock{1000};
  CountedIds ids;
  JobRunner runner{table, store, locks, devices, follow_ups, clock, ids, {}};
};

TEST_F(JobRunnerTest, DocumentsCompletionAndFollowUpsAreOneTransaction) {
  handle([](JobContext& context, const Json&) -> Json {
    const PlaylistLock lock = context.lock_playlist(PlaylistId("p"));
    context.documents().put(playlist(lock.id().str(), "show"));
    context.queue_events_job("later", JsonObject{{"a", 1}});
    return JsonObject{{"now", number(context.now())}};
  });
  const JobOutcome outcome = run(true);
  EXPECT_EQ(outcome.end, JobEnd::done);
  EXPECT_EQ(outcome.result, parse_json(R"({"now":1000})"));
  ASSERT_EQ(store.commits.size(), 1u);
  const Transaction& made = store.commits[0];
  EXPECT_EQ(made.changes.size(), 1u);
  EXPECT_EQ(made.queued.size(), 1u);
  ASSERT_TRUE(made.completed);
  EXPECT_EQ(made.completed->result, outcome.result);
  EXPECT_EQ(made.locks.playlists, std::vector<PlaylistId>{PlaylistId("p")});
  EXPECT_EQ(made.commit_class, CommitClass::playout);
  EXPECT_EQ(follow_ups.sent, std::vector<std::string>{"later"});
  EXPECT_EQ(outcome.queued.size(), 1u);
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(outcome.changes[0].collection, Collection::rundownPlaylists);
  EXPECT_EQ(outcome.changes[0].id, "p");
  EXPECT_GT(outcome.place, 0u);
  EXPECT_EQ(locks.trace, (std::vector<std::string>{"+playlist:p", "-playlist:p"}));
}

TEST_F(JobRunnerTest, OnlyEventsCommitWithoutASync) {
  Configuration configuration(store.system(), kStudio);
  for (const QueueKind queue : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
    handle(
        [](JobContext& context, const Json&) -> Json {
          context.documents().put(bucket("b"));
          return nullptr;
        },
        queue);
    JobTask task = make_task(false);
    task.queue = queue;
    EXPECT_EQ(runner.run(task, configuration).end, JobEnd::done);
    EXPECT_EQ(store.commits.back().sync, queue != QueueKind::events) << queue_kind_name(queue);
  }
}

TEST_F(JobRunnerTest, NothingToWriteMeansNoCommit) {
  handle([](JobContext&, const Json&) -> Json { return 7; });
  EXPECT_EQ(run().result, Json(7));
  EXPECT_TRUE(store.commits.empty());
}

TEST_F(JobRunnerTest, AFailedJobLeavesAndSendsNothing) {
  handle([](JobContext& context, const Json&) -> Json {
    context.documents().put(bucket("b"));
    context.queue_ingest_job("later", JsonObject{});
    throw UserError(UserErrorKey::TakeNoNextPart, {}, 412);
  });
  const JobOutcome outcome = run();
  EXPECT_EQ(outcome.end, JobEnd::failed);
  EXPECT_EQ(outcome.error->key(), UserErrorKey::TakeNoNextPart);
  EXPECT_TRUE(outcome.queued.empty());
  EXPECT_TRUE(follow_ups.sent.empty());
  EXPECT_TRUE(store.commits.empty());
  EXPECT_FALSE(has_bucket(store, "b"));
}

TEST_F(JobRunnerTest, AFailedJobKeepsWhatItMarkedTogetherWithTheFailure) {
  handle([](JobContext& context, const Json&) -> Json {
    context.documents().put(bucket("kept", "first"));
    context.queue_ingest_job("kept", JsonObject{});
    context.keep_on_failure();
    context.documents().put(bucket("kept", "changed later"));
    context.documents().put(bucket("lost"));
    context.queue_ingest_job("lost", JsonObject{});
    throw std::runtime_error("blueprint broke");
  });
  const JobOutcome outcome = run(true);
  EXPECT_EQ(outcome.end, JobEnd::defect);
  EXPECT_EQ(outcome.error->key(), UserErrorKey::InternalError);
  EXPECT_EQ(outcome.error->raw_message(), "blueprint broke");
  ASSERT_EQ(store.commits.size(), 1u);
  EXPECT_TRUE(store.commits[0].completed);
  EXPECT_EQ(store.studio(kStudio).find<Bucket>(BucketId("kept"))->name.value_or(""), "first");
  EXPECT_FALSE(has_bucket(store, "lost"));
  EXPECT_EQ(follow_ups.sent, std::vector<std::string>{"kept"});
  ASSERT_EQ(store.waiting_jobs(kStudio).size(), 1u);
  EXPECT_EQ(store.waiting_jobs(kStudio)[0].name, "kept");
  EXPECT_TRUE(UserError::from_json(store.completion(JobId("j1"))->error));
}

TEST_F(JobRunnerTest, AChangeThatNoLockCoversFailsTheJobAndIsRecorded) {
  handle([](JobContext& context, const Json&) -> Json {
    context.documents().put(playlist("p", "unlocked"));
    return nullptr;
  });
  EXPECT_EQ(run(true).end, JobEnd::defect);
  EXPECT_FALSE(store.studio(kStudio).find<Playlist>(PlaylistId("p")));
  EXPECT_TRUE(store.completion(JobId("j1")));
}

TEST_F(JobRunnerTest, AStoreThatFailsLeavesTheJobToBeRunAgain) {
  handle([](JobContext& context, const Json&) -> Json {
    context.documents().put(bucket("b"));
    context.queue_ingest_job("later", JsonObject{});
    return nullptr;
  });
  store.failing = true;
  const JobOutcome failed = run(true);
  EXPECT_EQ(failed.end, JobEnd::store_failed);
  EXPECT_TRUE(follow_ups.sent.empty());
  EXPECT_EQ(store.waiting_jobs(kStudio).size(), 1u);
  store.failing = false;
  Configuration configuration(store.system(), kStudio);
  const JobTask task = make_task(true);
  EXPECT_EQ(runner.run(task, configuration).end, JobEnd::done);
  EXPECT_TRUE(has_bucket(store, "b"));
  EXPECT_EQ(runner.run(task, configuration).end, JobEnd::already_done);
}

TEST_F(JobRunnerTest, AStartIsOnDiskBeforeTheJobCanDoHarm) {
  handle([this](JobContext&, const Json&) -> Json {
    EXPECT_EQ(store.marks, std::vector<JobMark>{JobMark::started});
    store.failing = true;
    return nullptr;
  });
  EXPECT_EQ(run(true).end, JobEnd::store_failed);
  store.failing = false;
  store.marks.clear();
  // What can't be noted isn't started.
  bool ran = false;
  handle([&](JobContext&, const Json&) -> Json { return ran = true; });
  store.failing = true;
  Configuration configuration(store.system(), kStudio);
  EXPECT_EQ(runner.run(make_task(true), configuration).end, JobEnd::store_failed);
  EXPECT_FALSE(ran);
  // An operator's job isn't noted.
  EXPECT_EQ(runner.run(make_task(false), configuration).end, JobEnd::done);
  EXPECT_TRUE(ran);
}

TEST_F(JobRunnerTest, ALockThatIsBusyForTooLongIsTriedAgainAndFailsInTheEnd) {
  handle([](JobContext&, const Json&) -> Json {
    throw UserError(UserErrorKey::LockTimedOut, {{"resource", "rundown:r"}, {"waited", 30000}},
                    503);
  });
  EXPECT_EQ(run(true).end, JobEnd::lock_failed);
  EXPECT_EQ(store.marks, (std::vector<JobMark>{JobMark::started, JobMark::interrupted}));
  EXPECT_FALSE(store.completion(JobId("j1")));
  JobTask last = make_task(true);
  last.is_last_try = true;
  Configuration configuration(store.system(), kStudio);
  EXPECT_EQ(runner.run(last, configuration).end, JobEnd::defect);
  ASSERT_EQ(store.dead_letters(kStudio).size(), 1u);
  EXPECT_EQ(UserError::from_json(store.dead_letters(kStudio)[0].error)->key(),
            UserErrorKey::LockTimedOut);
  EXPECT_EQ(run(false).end, JobEnd::failed);
}

TEST_F(JobRunnerTest, StepsAreCommittedOnTheirOwnAndGiveTheirLockBack) {
  handle([](JobContext& context, const Json&) -> Json {
    for (const char* id : {"p2", "p1"}) {
      PlaylistLock lock = context.lock_playlist(PlaylistId(id));
      context.documents().put(playlist(id, "show"));
      context.queue_events_job(id, JsonObject{});
      context.commit_step(std::move(lock));
    }
    context.documents().put(bucket("b"));
    throw std::runtime_error("after the steps");
  });
  const JobOutcome outcome = run(true);
  EXPECT_EQ(outcome.end, JobEnd::defect);
  EXPECT_EQ(store.commits.size(), 3u);
  EXPECT_TRUE(store.studio(kStudio).find<Playlist>(PlaylistId("p1")));
  EXPECT_TRUE(store.studio(kStudio).find<Playlist>(PlaylistId("p2")));
  EXPECT_FALSE(has_bucket(store, "b"));
  EXPECT_EQ(follow_ups.sent, (std::vector<std::string>{"p2", "p1"}));
  EXPECT_EQ(locks.trace, (std::vector<std::string>{"+playlist:p2", "-playlist:p2", "+playlist:p1",
                                                   "-playlist:p1"}));
}

TEST_F(JobRunnerTest, LocksAreTakenInOrderAndOnce) {
  const auto broken = [&](JobHandler handler) {
    handle(std::move(handler));
    const JobOutcome outcome = run();
    EXPECT_EQ(outcome.end, JobEnd::defect);
    EXPECT_EQ(std::count_if(locks.trace.begin(), locks.trace.end(),
                            [](const auto& entry) { return entry[0] == '+'; }),
              std::count_if(locks.trace.begin(), locks.trace.end(),
                            [](const auto& entry) { return entry[0] == '-'; }));
    return outcome.error->raw_message();
  };
  EXPECT_EQ(broken([](JobContext& context, const Json&) -> Json {
              const auto playlist = context.lock_playlist(PlaylistId("p"));
              const auto rundown = context.lock_rundown(RundownId("r"));
              return nullptr;
            }),
            "rundown:r asked for while playlist:p is held");
  EXPECT_EQ(broken([](JobContext& context, const Json&) -> Json {
              const auto first = context.lock_playlist(PlaylistId("p"));
              const auto second = context.lock_playlist(PlaylistId("p"));
              return nullptr;
            }),
            "playlist:p asked for while playlist:p is held");
  EXPECT_EQ(broken([](JobContext& context, const Json&) -> Json {
              const auto first = context.lock_rundown(RundownId("r"));
              const auto second = context.lock_rundown(RundownId("s"));
              return nullptr;
            }),
            "rundown:s asked for while rundown:r is held");
  handle([](JobContext& context, const Json&) -> Json {
    const auto rundown = context.lock_rundown(RundownId("r"));
    const auto both = context.lock_playlists(PlaylistId("q"), PlaylistId("p"));
    return nullptr;
  });
  locks.trace.clear();
  EXPECT_EQ(run().end, JobEnd::done);
  EXPECT_EQ(locks.trace, (std::vector<std::string>{"+rundown:r", "+playlist:p", "+playlist:q",
                                                   "-playlist:q", "-playlist:p", "-rundown:r"}));
}

TEST_F(JobRunnerTest, AnUnknownJobAndABadPayloadAreAnswers) {
  const JobOutcome unknown = run();
  EXPECT_EQ(unknown.end, JobEnd::failed);
  EXPECT_EQ(unknown.error->key(), UserErrorKey::JobUnknown);
}

}  // namespace
}  // namespace takt::worker
