// The store on disk when things go wrong: a full disk, a failing sync, the process's death at any
// moment of a commit or of what comes after it.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/fault.h"
#include "store/faulty_disk.h"
#include "store/make.h"
#include "store/sqlite/open.h"
#include "store/sqlite/sqlite_store.h"
#include "store/temporary_folder.h"

namespace takt {
namespace {

using namespace testing_store;

class SqliteFaultTest : public testing::Test {
 protected:
  ~SqliteFaultTest() override { fault::configure(""); }

  std::unique_ptr<SqliteStore> open() const {
    SqliteOptions options;
    options.folder = folder_.path();
    return std::make_unique<SqliteStore>(std::move(options));
  }
  std::unique_ptr<SqliteStore> open_without_checkpoints() const {
    SqliteOptions options;
    options.folder = folder_.path();
    options.wal = {.checkpoint_pages = 1 << 20, .hurry_pages = 1 << 20};
    return std::make_unique<SqliteStore>(std::move(options));
  }
  std::string file() const { return (folder_.path() / "takt.db").string(); }

  /// Ids of the parts after the store was opened anew.
  std::vector<std::string> reopened_parts() const { return part_ids(open()->studio(kStudio)); }

  TemporaryFolder folder_;
};

using Ids = std::vector<std::string>;

/// Until the store is lost. Gives the parts whose commits were acknowledged.
Ids commit_until_lost(SqliteStore& store) {
  Ids kept;
  while (!store.is_lost()) {
    const std::string id = std::to_string(kept.size());
    try {
      store.commit(transaction({put(part(id, "r", std::string(100'000, 's')))}));
      kept.push_back(id);
    } catch (const StoreError&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  return kept;
}

TEST_F(SqliteFaultTest, ATransactionThatFailsIsTheOnlyOneOfItsGroup) {
  auto store = open();
  store->studio(kStudio);
  // The first commit is slow, so that the others are in one group behind it; of these the second
  // fails.
  fault::configure("store.commit.before_sync=sleep:100@1;store.commit.documents_written=throw@3");
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (const char* id : {"slow", "x", "bad", "y"}) {
    threads.emplace_back([&, id] {
      try {
        Transaction made =
            transaction({put(part(std::string("before ") + id, "r")), put(part(id, "r"))});
        made.queued = {job(std::string("job ") + id, std::string("key ") + id)};
        store->commit(std::move(made));
      } catch (const fault::InjectedFault&) {
        EXPECT_STREQ(id, "bad");
        ++failed;
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  for (auto& thread : threads) thread.join();
  fault::configure("");
  EXPECT_EQ(failed, 1);
  const Ids expected{"before slow", "slow", "before x", "x", "before y", "y"};
  EXPECT_EQ(part_ids(store->studio(kStudio)), expected);
  EXPECT_FALSE(store->job_with_key(kStudio, "key bad"));
  EXPECT_EQ(store->waiting_jobs(kStudio).size(), 3u);
  store.reset();
  EXPECT_EQ(reopened_parts(), expected);
}

TEST_F(SqliteFaultTest, AFullDiskFailsTheCommitAndNothingElse) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  int told = 0;
  store->subscribe([&](const StudioId&, const std::vector<DocumentChange>&) { ++told; });
  disk.log_is_full = true;
  Transaction made = transaction({put(part("b", "r")), removal<Part>("a")});
  made.queued = {job("j", "key")};
  EXPECT_THROW(store->commit(made), StoreError);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"a"});
  EXPECT_EQ(told, 0);
  EXPECT_FALSE(store->job_with_key(kStudio, "key"));
  disk.log_is_full = false;
  store->commit(made);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"b"});
  store.reset();
  EXPECT_EQ(reopened_parts(), Ids{"b"});
}

TEST_F(SqliteFaultTest, ADatabaseWithoutSpaceRefusesCommitsUntilThereIsSome) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  disk.database_is_full = true;
  // The log takes what comes before it is known.
  Ids kept{"a"};
  std::string reason;
  for (int i = 0; reason.empty(); ++i) {
    const std::string id = std::to_string(i);
    try {
      store->commit(transaction({put(part(id, "r"))}));
      kept.push_back(id);
    } catch (const StorePoisonedError&) {
      FAIL();
    } catch (const StoreError& error) {
      reason = error.what();
    }
  }
  EXPECT_THAT(reason, testing::HasSubstr("full"));
  EXPECT_THROW(store->journal({.studio = kStudio}), StoreError);
  EXPECT_EQ(part_ids(store->studio(kStudio)), kept);
  EXPECT_FALSE(store->is_lost());
  disk.database_is_full = false;
  while (true) {
    try {
      store->commit(transaction({put(part("after", "r"))}));
      break;
    } catch (const StoreError&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  kept.push_back("after");
  store.reset();
  EXPECT_EQ(reopened_parts(), kept);
}

/// The kernel gives up pages that it could not write: what a second sync says means nothing.
TEST_F(SqliteFaultTest, AFailingSyncOfTheDatabaseLosesTheStoreAndNoCommit) {
  FaultyDisk disk;
  auto store = open();
  disk.database_sync_fails = true;
  // Every half megabyte the database is synced.
  const Ids kept = commit_until_lost(*store);
  disk.database_sync_fails = false;
  EXPECT_THROW(store->commit(transaction({put(part("late", "r"))})), StoreError);
  store.reset();
  EXPECT_EQ(reopened_parts(), kept);
}

/// Whoever takes pages to the disk before their sync is told of a failure in its place.
TEST_F(SqliteFaultTest, AFailingPieceOfTheDatabaseLosesTheStoreAndNoCommit) {
  FaultyDisk disk;
  auto store = open();
  disk.next_piece_fails = true;
  const Ids kept = commit_until_lost(*store);
  store.reset();
  EXPECT_EQ(reopened_parts(), kept);
}

/// A file of the log is begun anew only when the database has its records on disk.
TEST_F(SqliteFaultTest, TheDatabaseIsSyncedAsTheLogIsLetGoOf) {
  FaultyDisk disk;
  auto store = open_without_checkpoints();
  const int before = disk.database_syncs;
  for (int i = 0; i < 60; ++i) {
    store->commit(transaction({put(part(std::to_string(i % 5), "r", std::string(60'000, 's')))}));
  }
  while (store->statistics().unapplied_bytes > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_GE(disk.database_syncs - before, 2);
}

/// Of the database's own log only what was synced is left then.
TEST_F(SqliteFaultTest, AfterAPowerFailureAllSyncedCommitsAreThere) {
  namespace fs = std::filesystem;
  const TemporaryFolder after;
  const auto keep = [&](const char* suffix) {
    const fs::path from = file() + suffix;
    fs::copy_file(from, after.path() / from.filename(), fs::copy_options::overwrite_existing);
  };
  FaultyDisk disk;
  std::mutex mutex;  // the database may be synced again while the failure happens
  bool has_failed = false;
  disk.on_database_sync = [&] {
    const std::lock_guard lock(mutex);
    if (!has_failed) keep("-wal");
  };
  auto store = open_without_checkpoints();
  Ids ids;
  for (int i = 0; i < 80; ++i) {
    ids.push_back(std::to_string(i));
    store->commit(transaction({put(part(ids.back(), "r", std::string(60'000, 's')))}));
    // The applier keeps up, so that the log's files are begun anew.
    store->dead_letters(kStudio);
  }
  {
    const std::lock_guard lock(mutex);
    for (const char* suffix : {"", "-redo0", "-redo1", "-tail"}) keep(suffix);
    has_failed = true;
  }
  SqliteOptions options;
  options.folder = after.path();
  SqliteStore recovered(std::move(options));
  EXPECT_EQ(part_ids(recovered.studio(kStudio)), ids);
}

TEST_F(SqliteFaultTest, TheDatabaseIsSyncedSomeTimeAfterTheLastCommit) {
  FaultyDisk disk;
  auto store = open_without_checkpoints();
  store->commit(transaction({put(part("a", "r"))}));
  const int before = disk.database_syncs;
  while (disk.database_syncs == before) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

TEST_F(SqliteFaultTest, ACommitWithoutASyncFailsOnAFullDiskAndIsNotFoundLater) {
  FaultyDisk disk;
  auto store = open();
  const auto unsynced = [](const char* id) {
    Transaction made = transaction({put(part(id, "r"))});
    made.sync = false;
    return made;
  };
  store->commit(unsynced("a"));
  disk.log_is_full = true;
  EXPECT_THROW(store->commit(unsynced("lost")), StoreError);
  disk.log_is_full = false;
  store->commit(unsynced("b"));
  store->commit(transaction({put(part("c", "r"))}));
  store.reset();
  EXPECT_EQ(reopened_parts(), (Ids{"a", "b", "c"}));
}

TEST_F(SqliteFaultTest, WhatTheDatabaseLacksAtTheEndIsTakenFromTheLog) {
  Ids kept;
  {
    FaultyDisk disk;
    auto store = open();
    disk.database_is_full = true;
    for (int i = 0; i < 3; ++i) {
      kept.push_back(std::to_string(i));
      try {
        store->commit(transaction({put(part(kept.back(), "r"))}));
      } catch (const StoreError&) {
        kept.pop_back();
      }
    }
    ASSERT_FALSE(kept.empty());
  }
  EXPECT_EQ(reopened_parts(), kept);
  EXPECT_EQ(reopened_parts(), kept);  // not twice
}

TEST_F(SqliteFaultTest, AFailingSyncPoisonsTheStoreUntilItIsOpenedAnew) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  disk.log_sync_fails = true;
  EXPECT_THROW(store->commit(transaction({put(part("b", "r"))})), StorePoisonedError);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"a"});
  disk.log_sync_fails = false;
  EXPECT_THROW(store->commit(transaction({put(part("c", "r"))})), StorePoisonedError);
  EXPECT_THROW(store->acquire_studio(kStudio), StorePoisonedError);
  store.reset();
  store = open();
  store->commit(transaction({put(part("d", "r"))}));
  const auto ids = part_ids(store->studio(kStudio));
  EXPECT_THAT(ids, testing::AnyOf(Ids{"a", "d"}, Ids{"a", "b", "d"}));
}

TEST_F(SqliteFaultTest, ACommitIsOneSyncAndARelaxedOneNone) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  disk.log_syncs = 0;
  store->commit(transaction({put(part("a", "r", "1")), put(part("b", "r"))}));
  EXPECT_EQ(disk.log_syncs, 1);
  Transaction relaxed = transaction({put(part("a", "r", "2"))});
  relaxed.sync = false;
  store->commit(relaxed);
  EXPECT_EQ(disk.log_syncs, 1);
  store->commit(transaction({put(part("a", "r", "3"))}));
  EXPECT_EQ(disk.log_syncs, 2);
  store->commit(transaction());  // nothing changed
  EXPECT_EQ(disk.log_syncs, 2);
}

TEST_F(SqliteFaultTest, CommitsThatWaitShareASync) {
  FaultyDisk disk;
  auto store = open();
  store->studio(kStudio);
  disk.log_syncs = 0;
  fault::configure("store.commit.before_sync=sleep:100@1");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back(
        [&, i] { store->commit(transaction({put(part(std::to_string(i), "r"))})); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store->studio(kStudio).size(Collection::parts), 8u);
  EXPECT_LT(disk.log_syncs, 8);
}

TEST_F(SqliteFaultTest, PlayoutGoesBeforeTheBulkThatWaits) {
  auto store = open();
  store->studio(kStudio);
  std::mutex mutex;
  Ids order;
  store->subscribe([&](const StudioId&, const std::vector<DocumentChange>& changes) {
    std::lock_guard lock(mutex);
    order.push_back(changes[0].id);
  });
  // The first is held up while it is written; then more bulk comes in, and playout.
  fault::configure("store.commit.statement=sleep:200@1");
  std::vector<std::thread> threads;
  const auto commit = [&](const char* id, CommitClass commit_class) {
    threads.emplace_back([&store, id, commit_class] {
      Transaction made = transaction({put(part(id, "r"))});
      made.commit_class = commit_class;
      store->commit(std::move(made));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  };
  commit("first", CommitClass::bulk);
  commit("bulk", CommitClass::bulk);
  commit("take", CommitClass::playout);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(order, (Ids{"first", "take", "bulk"}));
  store.reset();
  EXPECT_EQ(reopened_parts(), (Ids{"first", "take", "bulk"}));
}

/// A fault before the sync is as if the commit had never been tried.
TEST_F(SqliteFaultTest, AFaultBeforeTheSyncLeavesNothing) {
  auto store = open();
  for (const char* point : {"store.commit.before_begin", "store.commit.statement",
                            "store.commit.documents_written", "store.commit.before_sync"}) {
    fault::configure(std::string(point) + "=throw@1");
    Transaction made = transaction({put(part("a", "r"))});
    made.queued = {job("j", "key")};
    EXPECT_THROW(store->commit(made), fault::InjectedFault) << point;
    EXPECT_TRUE(part_ids(store->studio(kStudio)).empty());
    EXPECT_TRUE(store->waiting_jobs(kStudio).empty());
  }
  fault::configure("store.commit.after_sync=throw@1");
  EXPECT_THROW(store->commit(transaction({put(part("a", "r"))})), StorePoisonedError);
  store.reset();
  EXPECT_EQ(reopened_parts(), Ids{"a"});
}

/// Runs `work` in a process that dies at `point`; true when it did.
bool dies_at(const std::string& point, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    fault::configure(point);
    try {
      work();
    } catch (...) {
      _exit(2);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST_F(SqliteFaultTest, KilledAtAnyMomentACommitIsWholeOrNotThere) {
  struct Case {
    const char* point;
    bool is_kept;
  };
  // Counted: the second commit dies, the first one must always be there.
  constexpr Case kCases[] = {
      {"store.commit.before_begin=kill@2", false},
      {"store.commit.statement=kill@2", false},
      {"store.commit.documents_written=kill@2", false},
      {"store.commit.before_sync=kill@2", false},
      {"store.commit.sync=kill@2", false},
      {"store.commit.after_sync=kill@2", true},
      {"store.commit.published=kill@2", true},
      {"store.apply=kill@1", true},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.point);
    TemporaryFolder folder;
    SqliteOptions options;
    options.folder = folder.path();
    ASSERT_TRUE(dies_at(one.point, [&] {
      SqliteStore store(options);
      Transaction first = transaction({put(part("b", "r")), put(part("a", "r"))});
      first.queued = {job("j1", "key")};
      store.commit(first);
      Transaction second = completing("j1");
      second.changes = {removal<Part>("b"), put(part("a", "r", "new")), put(part("c", "r"))};
      second.queued = {job("j2")};
      store.commit(second);
      store.completion(JobId("j1"));  // waits for what comes after it
    }));
    SqliteStore store(options);
    const Documents& studio = store.studio(kStudio);
    EXPECT_EQ(part_ids(studio), one.is_kept ? (Ids{"a", "c"}) : (Ids{"b", "a"}));
    EXPECT_EQ(studio.find<Part>(PartId("a"))->title, one.is_kept ? "new" : "");
    EXPECT_EQ(job_ids(store.waiting_jobs(kStudio)), Ids{one.is_kept ? "j2" : "j1"});
    EXPECT_EQ(store.completion(JobId("j1")).has_value(), one.is_kept);
    EXPECT_EQ(store.job_with_key(kStudio, "key"), JobId("j1"));
  }
}

TEST_F(SqliteFaultTest, ACopyOfWhatADeadProcessLeftIsComplete) {
  TemporaryFolder other;
  ASSERT_TRUE(dies_at("store.apply=kill@1", [&] {
    auto store = open();
    store->commit(transaction({put(part("a", "r"))}));
    store->journal({.studio = kStudio});
  }));
  sqlite::copy_database(file(), other.path() / "takt.db");
  SqliteOptions of_copy;
  of_copy.folder = other.path();
  EXPECT_EQ(part_ids(SqliteStore(of_copy).studio(kStudio)), Ids{"a"});
  // It has no log of its own, and takes none that is there.
  EXPECT_EQ(reopened_parts(), Ids{"a"});
}

TEST_F(SqliteFaultTest, KilledUnderLoadEveryAcknowledgedCommitIsThere) {
  TemporaryFolder acknowledged;
  // The later ones after both files of the log had their turns.
  for (int round = 0; round < 4; ++round) {
    const std::string point = fmt::format("store.commit.sync=kill@{}", 10 + round * 30);
    ASSERT_TRUE(dies_at(point, [&] {
      auto store = open();
      std::vector<std::thread> threads;
      for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&, t] {
          for (int i = 0; i < 100; ++i) {
            const std::string id = fmt::format("{}-{}-{}", round, t, i);
            const std::string filler(30'000, 'f');
            store->commit(transaction({put(part(id, "r", filler)), put(part(id + "+", "r"))}));
            std::ofstream(acknowledged.path() / id).flush();
          }
        });
      }
      for (auto& thread : threads) thread.join();
    }));
  }
  auto store = open();
  const Documents& studio = store->studio(kStudio);
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(acknowledged.path())) {
    EXPECT_TRUE(studio.find<Part>(PartId(entry.path().filename().string())));
    ++count;
  }
  EXPECT_GT(count, 10);
  for (const std::string& id : part_ids(studio)) {
    const std::string twin = id.ends_with('+') ? id.substr(0, id.size() - 1) : id + "+";
    EXPECT_TRUE(studio.find<Part>(PartId(twin))) << id;
  }
}

}  // namespace
}  // namespace takt
