// The store on disk when things go wrong: statements, a full disk, a failing sync, the process's
// death at any moment of a commit.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/fault.h"
#include "store/faulty_disk.h"
#include "store/make.h"
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
  std::string file() const { return (folder_.path() / "takt.db").string(); }

  /// Ids of the parts after the store was opened anew.
  std::vector<std::string> reopened_parts() const { return part_ids(open()->studio(kStudio)); }

  TemporaryFolder folder_;
};

using Ids = std::vector<std::string>;

TEST_F(SqliteFaultTest, AFailingStatementFailsOnlyItsTransaction) {
  // Both ways in which SQLite fails a statement: alone, and giving up the whole transaction.
  for (const char* how : {"ABORT", "ROLLBACK"}) {
    open();
    sqlite::Database(file(), sqlite::Access::read_write)
        .exec(fmt::format("CREATE TRIGGER bad BEFORE INSERT ON documents WHEN NEW.id LIKE 'bad%' "
                          "BEGIN SELECT RAISE({}, 'no'); END",
                          how)
                  .c_str());
    auto store = open();
    store->studio(kStudio);
    // The first commit is slow, so that the others are in one group behind it.
    fault::configure("store.commit.before_sync=sleep:100@1");
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (const char* id : {"slow", "x", "bad1", "y", "bad2"}) {
      threads.emplace_back([&, id] {
        try {
          Transaction made =
              transaction({put(part(std::string("before ") + id, "r")), put(part(id, "r"))});
          made.queued = {job(std::string("job ") + id, std::string("key ") + id)};
          store->commit(std::move(made));
        } catch (const StoreError&) {
          EXPECT_TRUE(std::string_view(id).starts_with("bad"));
          ++failed;
        }
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    for (auto& thread : threads) thread.join();
    fault::configure("");
    EXPECT_EQ(failed, 2);
    const Ids expected{"before slow", "slow", "before x", "x", "before y", "y"};
    EXPECT_THAT(part_ids(store->studio(kStudio)), testing::UnorderedElementsAreArray(expected));
    EXPECT_FALSE(store->job_with_key(kStudio, "key bad1"));
    EXPECT_EQ(store->waiting_jobs(kStudio).size(), 3u);
    store->commit(transaction({put(part("after", "r"))}));
    store.reset();
    sqlite::Database(file(), sqlite::Access::read_write).exec("DROP TRIGGER bad");
    EXPECT_EQ(reopened_parts().size(), 7u);
    std::filesystem::remove(file());
  }
}

TEST_F(SqliteFaultTest, AFullDiskFailsTheCommitAndNothingElse) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  int told = 0;
  store->subscribe([&](const StudioId&, const std::vector<DocumentChange>&) { ++told; });
  disk.is_full = true;
  Transaction made = transaction({put(part("b", "r")), removal<Part>("a")});
  made.queued = {job("j", "key")};
  EXPECT_THROW(store->commit(made), StoreError);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"a"});
  EXPECT_EQ(told, 0);
  EXPECT_FALSE(store->job_with_key(kStudio, "key"));
  disk.is_full = false;
  store->commit(made);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"b"});
  store.reset();
  EXPECT_EQ(reopened_parts(), Ids{"b"});
}

TEST_F(SqliteFaultTest, AFailingSyncPoisonsTheStoreUntilItIsOpenedAnew) {
  FaultyDisk disk;
  auto store = open();
  store->commit(transaction({put(part("a", "r"))}));
  disk.sync_fails = true;
  EXPECT_THROW(store->commit(transaction({put(part("b", "r"))})), StorePoisonedError);
  EXPECT_EQ(part_ids(store->studio(kStudio)), Ids{"a"});
  disk.sync_fails = false;
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

TEST_F(SqliteFaultTest, PlayoutGoesBeforeABulkCommitThatIsBeingWritten) {
  auto store = open();
  store->studio(kStudio);
  std::mutex mutex;
  Ids order;
  store->subscribe([&](const StudioId&, const std::vector<DocumentChange>& changes) {
    std::lock_guard lock(mutex);
    order.push_back(changes[0].id);
  });
  // Bulk is held up while it begins; then playout comes in.
  fault::configure("store.commit.statement=sleep:200@1");
  std::thread bulk([&] {
    Transaction made = transaction({put(part("bulk", "r")), put(part("bulk2", "r"))});
    made.commit_class = CommitClass::bulk;
    store->commit(std::move(made));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  Transaction take = transaction({put(part("take", "r"))});
  take.commit_class = CommitClass::playout;
  store->commit(std::move(take));
  {
    std::lock_guard lock(mutex);
    EXPECT_EQ(order, Ids{"take"});
  }
  bulk.join();
  EXPECT_EQ(order, (Ids{"take", "bulk"}));
  store.reset();
  EXPECT_EQ(reopened_parts(), (Ids{"take", "bulk", "bulk2"}));
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

TEST_F(SqliteFaultTest, KilledUnderLoadEveryAcknowledgedCommitIsThere) {
  TemporaryFolder acknowledged;
  for (int round = 0; round < 3; ++round) {
    const std::string point = fmt::format("store.commit.sync=kill@{}", 10 + round * 7);
    ASSERT_TRUE(dies_at(point, [&] {
      auto store = open();
      std::vector<std::thread> threads;
      for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&, t] {
          for (int i = 0; i < 100; ++i) {
            const std::string id = fmt::format("{}-{}-{}", round, t, i);
            store->commit(transaction({put(part(id, "r")), put(part(id + "+", "r"))}));
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
