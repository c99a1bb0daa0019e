// What is particular to the store on disk: opening, reopening, refusals, backup, upkeep.

#include "store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/make.h"
#include "store/sqlite/open.h"
#include "store/sqlite/schema.h"
#include "store/temporary_folder.h"

namespace takt {
namespace {

using namespace testing_store;
using testing::HasSubstr;
using testing::IsEmpty;

class SqliteStoreTest : public testing::Test {
 protected:
  SqliteOptions options() const {
    SqliteOptions made;
    made.folder = folder_.path();
    return made;
  }
  std::string file() const { return (folder_.path() / "takt.db").string(); }
  std::unique_ptr<SqliteStore> open() const { return std::make_unique<SqliteStore>(options()); }

  /// Why the store can't be opened; empty when it can.
  std::string refusal() const {
    try {
      open();
      return {};
    } catch (const StoreError& error) {
      return error.what();
    }
  }
  std::string value(const std::string& sql) const {
    return sqlite::Database(file(), sqlite::Access::read_only).value(sql.c_str());
  }

  TemporaryFolder folder_;
};

TEST_F(SqliteStoreTest, ReopeningKeepsDocumentsTheirOrderAndSequences) {
  uint64_t sequence = 0;
  {
    auto store = open();
    store->commit(transaction({put(part("b", "r")), put(part("a", "r"))}));
    store->commit(transaction({put(part("c", "r")), removal<Part>("a")}));
    store->commit(transaction({put(part("b", "r", "changed"))}));
    sequence = store->studio(kStudio).sequence(Collection::parts, "c");
  }
  auto store = open();
  const Documents& studio = store->studio(kStudio);
  EXPECT_EQ(part_ids(studio), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(studio.find<Part>(PartId("b"))->title, "changed");
  EXPECT_EQ(studio.sequence(Collection::parts, "c"), sequence);
  store->commit(transaction({put(part("a", "r"))}));
  EXPECT_EQ(part_ids(studio), (std::vector<std::string>{"b", "c", "a"}));
  EXPECT_GT(studio.sequence(Collection::parts, "a"), sequence);
}

// A document that memory still has may be gone on disk, by another transaction of the group.
TEST_F(SqliteStoreTest, WhatOneThreadRemovesAndAnotherPutsIsTheSameOnDisk) {
  const auto state = [](SqliteStore& store) {
    const Documents& studio = store.studio(kStudio);
    std::vector<std::string> out;
    for (const auto& doc : studio.all<Part>()) {
      out.push_back(fmt::format("{} {} {}", doc->_id, doc->title,
                                studio.sequence(Collection::parts, doc->_id.str())));
    }
    return out;
  };
  std::vector<std::string> before;
  {
    auto store = open();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&store, thread] {
        for (int i = 0; i < 60; ++i) {
          const std::string id = std::to_string((i + thread) % 4);
          store->commit(transaction({(i + thread) % 3 == 0
                                         ? removal<Part>(id.c_str())
                                         : put(part(id, "r", fmt::format("{}/{}", thread, i)))}));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    before = state(*store);
    EXPECT_FALSE(before.empty());
  }
  EXPECT_EQ(state(*open()), before);
}

TEST_F(SqliteStoreTest, ReopeningKeepsJobsKeysCompletionsEpochsAndJournal) {
  LeaseEpoch epoch = 0;
  const JournalRow row{kStudio, JobId("j1"), "take", 5, Json{{"n", 1}}};
  {
    auto store = open();
    for (const char* id : {"j2", "j1", "j3"})
      store->commit(queueing(job(id, std::string("key ") + id)));
    store->commit(completing("j2"));
    Transaction failed = completing("j3");
    failed.completed->result = nullptr;
    failed.completed->error = Json{{"key", 0}};
    store->commit(failed);
    store->append_journal({row});
    epoch = store->acquire_studio(kStudio);
  }
  auto store = open();
  EXPECT_EQ(store->waiting_jobs(kStudio), std::vector<JobRecord>{job("j1", "key j1")});
  EXPECT_EQ(store->completion(JobId("j2")), *completing("j2").completed);
  EXPECT_EQ(store->completion(JobId("j3"))->error, (Json{{"key", 0}}));
  EXPECT_EQ(store->job_with_key(kStudio, "key j1"), JobId("j1"));
  EXPECT_EQ(store->job_with_key(kStudio, "key j2"), JobId("j2"));
  EXPECT_EQ(store->journal({.studio = kStudio}), std::vector<JournalRow>{row});
  EXPECT_THROW(store->commit(queueing(job("j4"))), LeaseLostError);
  EXPECT_GT(store->acquire_studio(kStudio), epoch);
}

TEST_F(SqliteStoreTest, FinishedJobsLeaveTheLiveTable) {
  auto store = open();
  for (int i = 0; i < 5; ++i) {
    const std::string id = fmt::format("j{}", i);
    store->commit(queueing(job(id, "key " + id)));
    Transaction end = completing(id.c_str());
    if (i == 0) end.completed->error = Json("failed");
    store->commit(end);
  }
  store->commit(queueing(job("waiting")));
  while (value("SELECT count(*) FROM jobs") != "1") {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(value("SELECT count(*) FROM completions"), "5");
  // Only the failed one's record is kept.
  EXPECT_EQ(value("SELECT group_concat(id) FROM completions WHERE job IS NOT NULL"), "j0");
  store.reset();
  store = open();
  EXPECT_EQ(store->job_with_key(kStudio, "key j4"), JobId("j4"));
  EXPECT_EQ(job_ids(store->waiting_jobs(kStudio)), std::vector<std::string>{"waiting"});
}

TEST_F(SqliteStoreTest, ASecondProcessIsRefused) {
  auto store = open();
  const pid_t child = fork();
  if (child == 0) {
    const std::string expected = fmt::format("the data folder {} is in use by process {}",
                                             folder_.path().string(), getppid());
    _exit(refusal().starts_with(expected) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_THAT(refusal(), HasSubstr("in use by process"));  // within one process too
  store.reset();
  EXPECT_THAT(refusal(), IsEmpty());
}

TEST_F(SqliteStoreTest, DamagedFilesAreRefused) {
  {
    auto store = open();
    ChangeSet changes;
    for (int i = 0; i < 500; ++i) changes.push_back(put(part(fmt::format("p{}", i), "r")));
    store->commit(transaction(changes));
  }
  {
    std::fstream out(file(), std::ios::in | std::ios::out | std::ios::binary);
    const std::string garbage(4096, '\x5a');
    for (int page = 2; page < 12; ++page) {
      out.seekp(page * 4096);
      out.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
    }
  }
  const std::string reason = refusal();
  EXPECT_THAT(reason, HasSubstr("the database " + file() + " is damaged"));
  EXPECT_THAT(reason, HasSubstr("Restore a backup"));

  std::filesystem::resize_file(file(), 20'000);
  EXPECT_THAT(refusal(), HasSubstr("is damaged"));
  std::ofstream(file(), std::ios::trunc) << std::string(8192, 'x');
  EXPECT_THAT(refusal(), HasSubstr("is damaged"));
}

TEST_F(SqliteStoreTest, ForeignAndNewerDatabasesAreLeftAlone) {
  sqlite::Database(file(), sqlite::Access::read_write).exec("CREATE TABLE theirs(x)");
  EXPECT_THAT(refusal(), HasSubstr("database of another program"));
  EXPECT_EQ(value("SELECT group_concat(name) FROM sqlite_master"), "theirs");

  std::filesystem::remove(file());
  open();
  sqlite::Database(file(), sqlite::Access::read_write)
      .exec("UPDATE meta SET value = 99 WHERE key = 'schema_version'");
  EXPECT_THAT(refusal(), HasSubstr("written by a newer Takt (schema 99"));
}

TEST_F(SqliteStoreTest, OlderSchemasAreMigratedStepByStep) {
  open();
  std::vector<const char*> steps(sqlite::schema_steps().begin(), sqlite::schema_steps().end());
  steps.push_back("ALTER TABLE jobs ADD COLUMN one TEXT");
  steps.push_back("ALTER TABLE jobs ADD COLUMN two TEXT; SELECT broken");
  {
    auto database = sqlite::open_writer(file());
    EXPECT_THROW(sqlite::prepare_schema(*database, file(), steps), StoreError);
  }
  // The first step stands, the second left nothing.
  EXPECT_EQ(value("SELECT value FROM meta WHERE key = 'schema_version'"),
            std::to_string(steps.size() - 1));
  EXPECT_EQ(value("SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'two'"), "0");
  steps.back() = "ALTER TABLE jobs ADD COLUMN two TEXT";
  sqlite::Database database(file(), sqlite::Access::read_write);
  sqlite::prepare_schema(database, file(), steps);
  EXPECT_EQ(value("SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'two'"), "1");
}

TEST_F(SqliteStoreTest, AnUnreadableDocumentIsNamed) {
  open()->commit(transaction({put(part("a", "r"))}));
  sqlite::Database(file(), sqlite::Access::read_write)
      .exec("UPDATE documents SET body = '{\"_id\":\"a\"}'");
  auto store = open();
  try {
    store->studio(kStudio);
    FAIL() << "it was read";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), HasSubstr("can't read parts \"a\" of \"studio0\""));
  }
}

TEST_F(SqliteStoreTest, ABackupIsAStoreOfItsOwn) {
  TemporaryFolder other;
  const auto copy = other.path() / "takt.db";
  {
    auto store = open();
    store->commit(transaction({put(part("b", "r")), put(part("a", "r"))}));
    std::atomic<bool> stop = false;
    std::thread busy([&] {
      for (int i = 0; !stop; ++i)
        store->commit(transaction({put(part("busy", "r", std::to_string(i)))}));
    });
    store->backup(copy);
    stop = true;
    busy.join();
    EXPECT_THROW(store->backup(copy), StoreError);  // overwrites nothing
    store->commit(transaction({put(part("later", "r"))}));
  }
  SqliteOptions of_copy;
  of_copy.folder = other.path();
  SqliteStore store(of_copy);
  const auto ids = part_ids(store.studio(kStudio));
  ASSERT_GE(ids.size(), 2u);
  EXPECT_EQ(ids[0], "b");
  EXPECT_EQ(ids[1], "a");
  EXPECT_FALSE(store.studio(kStudio).find<Part>(PartId("later")));
}

TEST_F(SqliteStoreTest, ARestoreThatWasInterruptedAtAnyMomentIsFinished) {
  TemporaryFolder other;
  SqliteOptions of_other;
  of_other.folder = other.path();
  SqliteStore(of_other).commit(transaction({put(part("restored", "r"))}));
  open()->commit(transaction({put(part("old", "r"))}));
  sqlite::copy_database((other.path() / "takt.db").string(), file() + ".restored");
  // One of the old database's files had been moved.
  const std::string aside = file() + ".before-restore-1";
  std::filesystem::rename(file() + "-redo0", aside + "-redo0");
  EXPECT_EQ(part_ids(open()->studio(kStudio)), std::vector<std::string>{"restored"});
  for (const char* suffix : {"", "-redo0", "-redo1", "-tail"}) {
    EXPECT_TRUE(std::filesystem::exists(aside + suffix)) << suffix;
  }
  EXPECT_FALSE(std::filesystem::exists(file() + ".restored"));
}

TEST_F(SqliteStoreTest, TheWriteAheadLogStaysSmall) {
  SqliteOptions small = options();
  small.wal = {.checkpoint_pages = 20, .hurry_pages = 40};
  SqliteStore store(small);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        store.commit(transaction({put(part(fmt::format("{}", t), "r", std::string(9000, 'x')))}));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  // Without checkpoints it would have well over 1000 pages.
  EXPECT_LT(std::filesystem::file_size(file() + "-wal"), 800u * 4096);
  EXPECT_EQ(store.studio(kStudio).size(Collection::parts), 4u);
}

TEST_F(SqliteStoreTest, ALargeRowOfTheJournalIsPackedAndAnOlderOneReadable) {
  const std::string text(50'000, 'x');
  const JournalRow large{kStudio, JobId("j1"), "updateRundown", 5, Json{{"text", text}}};
  const JournalRow small{kStudio, JobId("j2"), "take", 6, Json{{"text", "x"}}};
  const JournalRow old{kStudio, JobId("j3"), "updateRundown", 7, large.body};
  open()->append_journal({large, small});
  const std::string bytes = value("SELECT length(body) FROM journal WHERE job = 'j1'");
  EXPECT_LT(std::stoi(bytes), 5'000);
  EXPECT_EQ(value("SELECT body FROM journal WHERE job = 'j2'"), dump(small.body));
  {
    sqlite::Database database(file(), sqlite::Access::read_write);
    sqlite::Statement(database, "INSERT INTO journal(studio, job, name, finished_at, body) "
                                "VALUES(?, ?, ?, ?, ?)")
        .run(old.studio.str(), old.job.str(), old.name, old.finished_at, dump(old.body));
  }
  EXPECT_EQ(open()->journal({.studio = kStudio}), (std::vector<JournalRow>{large, small, old}));
}

TEST_F(SqliteStoreTest, TheJournalIsKeptByCount) {
  SqliteOptions few = options();
  few.journal.max_rows = 3;
  SqliteStore store(few);
  std::vector<JournalRow> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({kStudio, JobId("j"), "take", 1.0 * i, Json(i)});
  store.append_journal(rows);
  while (store.journal({.studio = kStudio}).size() != 3) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(store.journal({.studio = kStudio})[0], rows[7]);
}

}  // namespace
}  // namespace takt
