// What every Store must do, on each of its kinds.

#include <gtest/gtest.h>

#include "store/make.h"
#include "store/memory_store.h"
#include "store/sqlite/sqlite_store.h"
#include "store/temporary_folder.h"

namespace takt {
namespace {

using namespace testing_store;

/// A store with what it needs around it.
class StoreHolder {
 public:
  virtual ~StoreHolder() = default;
  virtual Store& store() = 0;
};

class InMemory final : public StoreHolder {
 public:
  Store& store() override { return store_; }

 private:
  MemoryStore store_{{.max_age_ms = 10'000, .max_count = 3}};
};

class OnDisk final : public StoreHolder {
 public:
  Store& store() override { return store_; }

 private:
  TemporaryFolder folder_;
  SqliteStore store_{{.folder = folder_.path(),
                      .completions = {.max_age_ms = 10'000, .max_count = 3},
                      .journal = {},
                      .wal = {}}};
};

struct Kind {
  const char* name;
  std::unique_ptr<StoreHolder> (*make)();
};

class StoreTest : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<StoreHolder> holder_ = GetParam().make();
  Store& store_ = holder_->store();
};

TEST_P(StoreTest, ShowsCommittedDocumentsInInsertionOrder) {
  const Documents& studio = store_.studio(kStudio);
  store_.commit(transaction({put(part("b", "r")), put(part("a", "r"))}));
  store_.commit(transaction({put(part("b", "r", "new")), put(part("c", "r"))}));
  store_.commit(transaction({removal<Part>("a")}));
  EXPECT_EQ(part_ids(studio), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(studio.find<Part>(PartId("b"))->title, "new");
  EXPECT_TRUE(part_ids(store_.studio(StudioId("other"))).empty());
}

TEST_P(StoreTest, KeepsSystemDocumentsApart) {
  Studio settings;
  settings._id = kStudio;
  Transaction made = transaction({put(settings), put(part("a", "r"))});
  store_.commit(made);
  EXPECT_TRUE(store_.system().find<Studio>(kStudio));
  EXPECT_EQ(part_ids(store_.studio(kStudio)), std::vector<std::string>{"a"});
}

TEST_P(StoreTest, RefusesWhatTheLocksDontCover) {
  Transaction made = transaction({put(playlist("p"))});
  made.locks.everything = false;
  EXPECT_THROW(store_.commit(made), LockCoverageError);
  EXPECT_FALSE(store_.studio(kStudio).find<Playlist>(PlaylistId("p")));
  made.locks.playlists = {PlaylistId("p")};
  store_.commit(made);
  EXPECT_TRUE(store_.studio(kStudio).find<Playlist>(PlaylistId("p")));
}

TEST_P(StoreTest, TellsSubscribersOldAndNew) {
  store_.commit(transaction({put(part("a", "r", "old"))}));
  std::vector<DocumentChange> seen;
  store_.subscribe([&](const StudioId& studio, const std::vector<DocumentChange>& changes) {
    EXPECT_EQ(studio, kStudio);
    EXPECT_EQ(part_ids(store_.studio(kStudio)).size(), 2u);  // published before it is told
    seen = changes;
  });
  store_.commit(transaction({put(part("a", "r", "new")), put(part("b", "r"))}));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].id, "a");
  EXPECT_EQ(static_cast<const Part*>(seen[0].before.get())->title, "old");
  EXPECT_EQ(static_cast<const Part*>(seen[0].after.get())->title, "new");
  EXPECT_FALSE(seen[1].before);
}

TEST_P(StoreTest, JobsWaitInOrderUntilTheyEnd) {
  for (const char* id : {"j2", "j1", "j3"}) store_.commit(queueing(job(id)));
  EXPECT_EQ(job_ids(store_.waiting_jobs(kStudio)), (std::vector<std::string>{"j2", "j1", "j3"}));

  Transaction effects = completing("j2");
  effects.changes = {put(part("a", "r"))};
  effects.queued = {job("j4")};
  store_.commit(effects);
  EXPECT_EQ(job_ids(store_.waiting_jobs(kStudio)), (std::vector<std::string>{"j1", "j3", "j4"}));
  EXPECT_EQ(store_.completion(JobId("j2")), *effects.completed);
  EXPECT_FALSE(store_.completion(JobId("j1")));
}

TEST_P(StoreTest, AWaitingJobsRecordCanChangeInItsPlace) {
  store_.commit(queueing(job("j1", "key")));
  store_.commit(queueing(job("j2")));
  JobRecord again = job("j1", "key");
  again.not_before = 5000;
  Transaction mark = queueing(again);
  mark.sync = false;
  store_.commit(mark);
  const auto waiting = store_.waiting_jobs(kStudio);
  EXPECT_EQ(job_ids(waiting), (std::vector<std::string>{"j1", "j2"}));
  EXPECT_EQ(waiting[0], again);
}

TEST_P(StoreTest, MergedJobsEndAsTheOneThatRanForThem) {
  for (const char* id : {"j1", "j2", "j3"}) store_.commit(queueing(job(id, std::string("k") + id)));
  Transaction end = completing("j1");
  end.merged_away = {JobId("j2")};
  store_.commit(end);
  EXPECT_EQ(job_ids(store_.waiting_jobs(kStudio)), std::vector<std::string>{"j3"});
  EXPECT_EQ(store_.completion(JobId("j2"))->result, end.completed->result);
  EXPECT_EQ(store_.completion(JobId("j2"))->id, JobId("j2"));
  EXPECT_EQ(store_.job_with_key(kStudio, "kj2"), JobId("j2"));
  EXPECT_THROW(store_.commit(completing("j2")), JobAlreadyDoneError);
}

TEST_P(StoreTest, StartsAreCountedAndADeadLetterStaysUntilItIsDealtWith) {
  const auto mark = [&](const char* id, JobMark what) {
    Transaction marking;
    marking.studio = kStudio;
    marking.sync = false;
    marking.marks = {{JobId(id), what}};
    store_.commit(marking);
  };
  store_.commit(queueing(job("j1")));
  mark("j1", JobMark::started);
  mark("j1", JobMark::interrupted);
  mark("j1", JobMark::started);
  mark("j1", JobMark::superseded);
  EXPECT_EQ(store_.waiting_jobs(kStudio)[0].attempts, 2);
  EXPECT_EQ(store_.waiting_jobs(kStudio)[0].crashes, 0);
  EXPECT_TRUE(store_.waiting_jobs(kStudio)[0].superseded);

  Transaction failed = completing("j1");
  failed.completed->error = Json{{"key", 0}};
  failed.completed->dead_letter = true;
  store_.commit(failed);
  const auto letters = store_.dead_letters(kStudio);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].job.id, JobId("j1"));
  EXPECT_EQ(letters[0].job.attempts, 2);
  EXPECT_EQ(letters[0].error, failed.completed->error);
  EXPECT_EQ(letters[0].failed_at, failed.completed->finished_at);
  EXPECT_TRUE(store_.dead_letters(StudioId("other")).empty());
  mark("j1", JobMark::superseded);
  EXPECT_TRUE(store_.dead_letters(kStudio)[0].job.superseded);
  mark("j1", JobMark::discarded);
  EXPECT_TRUE(store_.dead_letters(kStudio).empty());
}

TEST_P(StoreTest, AnEndedJobDoesNotHappenAgain) {
  store_.commit(queueing(job("j1")));
  store_.commit(completing("j1"));
  Transaction again = completing("j1");
  again.changes = {put(part("a", "r"))};
  EXPECT_THROW(store_.commit(again), JobAlreadyDoneError);
  EXPECT_THROW(store_.commit(queueing(job("j1"))), JobAlreadyDoneError);
  EXPECT_TRUE(part_ids(store_.studio(kStudio)).empty());
}

TEST_P(StoreTest, WhatAnOperatorHoldsStaysUntilItIsReleased) {
  const HeldLane queue{"ingest", 0}, lane{"ingest", 2}, other{"events", 0};
  const auto change = [&](std::vector<HeldLane> held, std::vector<HeldLane> released) {
    Transaction transaction;
    transaction.studio = kStudio;
    transaction.held = std::move(held);
    transaction.released = std::move(released);
    store_.commit(std::move(transaction));
  };
  change({queue, lane}, {});
  change({queue, other}, {lane});
  EXPECT_THAT(store_.held_lanes(kStudio), testing::UnorderedElementsAre(queue, other));
  EXPECT_TRUE(store_.held_lanes(StudioId("elsewhere")).empty());
  change({}, {other});
  EXPECT_THAT(store_.held_lanes(kStudio), testing::UnorderedElementsAre(queue));
  change({}, {queue, queue});
  EXPECT_TRUE(store_.held_lanes(kStudio).empty());
}

TEST_P(StoreTest, AnIdempotencyKeyBelongsToOneJob) {
  store_.commit(queueing(job("j1", "key")));
  EXPECT_EQ(store_.job_with_key(kStudio, "key"), JobId("j1"));
  EXPECT_FALSE(store_.job_with_key(StudioId("other"), "key"));
  Transaction second = queueing(job("j2", "key"));
  second.queued.insert(second.queued.begin(), job("j0", "free"));
  try {
    store_.commit(second);
    FAIL() << "the key was used twice";
  } catch (const IdempotencyKeyTakenError& error) {
    EXPECT_EQ(error.holder(), JobId("j1"));
  }
  EXPECT_FALSE(store_.job_with_key(kStudio, "free"));
  EXPECT_EQ(job_ids(store_.waiting_jobs(kStudio)), std::vector<std::string>{"j1"});
  // Still the same after the job has ended.
  store_.commit(completing("j1"));
  EXPECT_EQ(store_.job_with_key(kStudio, "key"), JobId("j1"));
  EXPECT_THROW(store_.commit(queueing(job("j2", "key"))), IdempotencyKeyTakenError);
}

TEST_P(StoreTest, EndedJobsAreForgottenByCountAndAge) {
  store_.commit(queueing(job("j0", "key")));
  store_.commit(completing("j0", 1000));
  for (const char* id : {"j1", "j2"}) store_.commit(completing(id, 2000));
  EXPECT_TRUE(store_.completion(JobId("j0")));
  store_.commit(completing("j3", 3000));
  EXPECT_FALSE(store_.completion(JobId("j0")));
  EXPECT_FALSE(store_.job_with_key(kStudio, "key"));
  store_.commit(completing("j4", 12'500));
  EXPECT_FALSE(store_.completion(JobId("j2")));
  EXPECT_TRUE(store_.completion(JobId("j3")));
}

TEST_P(StoreTest, AnEarlierOwnerCantWrite) {
  store_.commit(transaction({put(part("a", "r"))}));
  const LeaseEpoch first = store_.acquire_studio(kStudio);
  Transaction made = transaction({put(part("b", "r"))});
  EXPECT_THROW(store_.commit(made), LeaseLostError);
  made.epoch = first;
  store_.commit(made);
  const LeaseEpoch second = store_.acquire_studio(kStudio);
  EXPECT_GT(second, first);
  EXPECT_THROW(store_.commit(made), LeaseLostError);
  made.epoch = second;
  store_.commit(made);
}

TEST_P(StoreTest, JournalGivesTheNewestOldestFirst) {
  std::vector<JournalRow> rows;
  for (int i = 0; i < 5; ++i) {
    rows.push_back({kStudio, JobId("j" + std::to_string(i)), "take", 100.0 * i, Json{{"n", i}}});
  }
  store_.append_journal(rows);
  JournalRow other = rows[0];
  other.studio = StudioId("other");
  store_.append_journal({other});
  EXPECT_EQ(store_.journal({.studio = kStudio}), rows);
  EXPECT_EQ(store_.journal({.studio = kStudio, .limit = 2}),
            (std::vector<JournalRow>{rows[3], rows[4]}));
  EXPECT_EQ(store_.journal({.studio = kStudio, .from = 100, .to = 200}),
            (std::vector<JournalRow>{rows[1], rows[2]}));
}

TEST_P(StoreTest, ManyThreadsCommitAtOnce) {
  constexpr int kThreads = 6;
  constexpr int kEach = 20;
  std::atomic<int> told = 0;
  store_.subscribe([&](const StudioId&, const std::vector<DocumentChange>& changes) {
    told += static_cast<int>(changes.size());
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        Transaction made = transaction({put(part(fmt::format("{}-{}", t, i), "r"))});
        made.commit_class = static_cast<CommitClass>((t + i) % 3);
        store_.commit(std::move(made));
        EXPECT_TRUE(store_.studio(kStudio).find<Part>(PartId(fmt::format("{}-{}", t, i))));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(part_ids(store_.studio(kStudio)).size(), size_t{kThreads * kEach});
  EXPECT_EQ(told, kThreads * kEach);
}

template <class T>
std::unique_ptr<StoreHolder> make_holder() {
  return std::make_unique<T>();
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreTest,
                         testing::Values(Kind{"memory", make_holder<InMemory>},
                                         Kind{"sqlite", make_holder<OnDisk>}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace takt
