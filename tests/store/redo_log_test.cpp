// The commits' log: what was appended is read again, in turns of its files, and after its end was
// torn.

#include "store/sqlite/redo_log.h"

#include <gmock/gmock.h>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "store/temporary_folder.h"

namespace takt::sqlite {
namespace {

using testing::HasSubstr;
using testing_store::TemporaryFolder;
using Texts = std::vector<std::string>;

constexpr uint64_t kLog = 77;

/// No file can be written beyond so many bytes.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &usual_);
    const rlimit small{bytes, usual_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &usual_); }

 private:
  rlimit usual_{};
};

class RedoLogTest : public testing::Test {
 protected:
  std::string database() const { return (folder_.path() / "takt.db").string(); }
  std::string file(int number) const { return database() + kRedoSuffixes[number]; }
  std::string tail() const { return database() + kTailSuffix; }

  static void append(RedoLog& log, const Texts& texts, bool sync = true) {
    RedoRecords records;
    for (const std::string& text : texts) {
      records.add([&](std::string& out) { out += text; });
    }
    log.append(records, sync);
  }
  Texts read(uint64_t after = 0) const { return read_redo(database(), kLog, after); }

  /// Overwrites bytes of the first file.
  void damage(size_t at, const std::string& bytes) const {
    std::fstream out(file(0), std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(at));
    out << bytes;
  }

  TemporaryFolder folder_;
};

TEST_F(RedoLogTest, WhatWasAppendedIsReadInOrder) {
  RedoLog log(database(), kLog);
  EXPECT_EQ(read(), Texts{});
  append(log, {"one"});
  append(log, {"two", "", "four"}, false);
  append(log, {"five"}, false);
  append(log, {std::string(5000, 'x'), "seven"});
  append(log, {"eight"});
  EXPECT_EQ(log.last_number(), 8u);
  EXPECT_EQ(read(),
            (Texts{"one", "two", "", "four", "five", std::string(5000, 'x'), "seven", "eight"}));
  EXPECT_EQ(read(6), (Texts{"seven", "eight"}));
  EXPECT_EQ(read(8), Texts{});
}

TEST_F(RedoLogTest, RecordsWithoutASyncWaitInTheTail) {
  RedoLog log(database(), kLog);
  append(log, {"one"});
  append(log, {"two"}, false);
  append(log, {"three", "four"}, false);
  EXPECT_EQ(read(), (Texts{"one", "two", "three", "four"}));
  // A power failure may take them.
  std::filesystem::resize_file(tail(), 0);
  EXPECT_EQ(read(), Texts{"one"});
  append(log, {"five"});
  EXPECT_EQ(read(), (Texts{"one", "two", "three", "four", "five"}));
  append(log, {"six"}, false);
  EXPECT_EQ(read(4), (Texts{"five", "six"}));
}

TEST_F(RedoLogTest, OnlySoManyWaitInTheTail) {
  RedoLog log(database(), kLog);
  for (int i = 0; i < 300; ++i) append(log, {std::string(1000, 'u')}, false);
  EXPECT_EQ(read().size(), 300u);
  std::filesystem::resize_file(tail(), 0);
  EXPECT_GT(read().size(), 150u);
  append(log, {std::string(2'000'000, 'l')}, false);
  std::filesystem::resize_file(tail(), 0);
  EXPECT_EQ(read().size(), 301u);
}

TEST_F(RedoLogTest, WhatTheTailHeldEarlierIsNotTaken) {
  RedoLog log(database(), kLog);
  for (int i = 0; i < 5; ++i) append(log, {"a" + std::to_string(i)}, false);
  append(log, {"b"});
  append(log, {"c"}, false);
  EXPECT_EQ(read(), (Texts{"a0", "a1", "a2", "a3", "a4", "b", "c"}));
  EXPECT_EQ(read(6), Texts{"c"});
}

/// Their numbers are given to what comes next.
TEST_F(RedoLogTest, WhatCouldNotBeWrittenIsNotFoundInTheTail) {
  RedoLog log(database(), kLog);
  append(log, {"one"}, false);
  {
    const FileLimit limit(4096);
    EXPECT_THROW(append(log, {"whole", std::string(5000, 'h')}, false), StoreError);
  }
  EXPECT_EQ(read(), Texts{"one"});
  append(log, {"two"}, false);
  append(log, {"three"});
  EXPECT_EQ(read(), (Texts{"one", "two", "three"}));
}

TEST_F(RedoLogTest, AnotherLogsRecordsAreNotTaken) {
  {
    RedoLog earlier(database(), kLog - 1);
    for (int i = 0; i < 5; ++i) append(earlier, {"old"});
  }
  RedoLog log(database(), kLog);
  EXPECT_EQ(read(), Texts{});
  append(log, {"new"});
  EXPECT_EQ(read(), Texts{"new"});
}

TEST_F(RedoLogTest, ARecordThatFailsToBeMadeLeavesNothing) {
  RedoRecords records;
  records.add([](std::string& out) { out += "kept"; });
  EXPECT_THROW(records.add([](std::string& out) {
    out += "half";
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  RedoLog log(database(), kLog);
  log.append(records, true);
  EXPECT_EQ(read(), Texts{"kept"});
}

TEST_F(RedoLogTest, FilesTakeTurnsWhenTheirRecordsAreReleased) {
  const std::string large(200'000, 'r');
  RedoLog log(database(), kLog);
  for (int i = 0; i < 60; ++i) {
    append(log, {large + std::to_string(i)}, i % 3 != 0);
    if (i >= 4) log.release(static_cast<uint64_t>(i - 4));
  }
  const Texts left = read(55);
  ASSERT_EQ(left.size(), 5u);
  EXPECT_EQ(left[0], large + "55");
  EXPECT_EQ(left[4], large + "59");
  for (const int number : {0, 1}) EXPECT_LT(std::filesystem::file_size(file(number)), 3u << 20);
  // Nothing released: nothing is written over.
  for (int i = 0; i < 30; ++i) append(log, {large});
  EXPECT_EQ(read(60).size(), 30u);
}

TEST_F(RedoLogTest, ATornEndIsNotThere) {
  {
    RedoLog log(database(), kLog);
    append(log, {"one"});
    append(log, {"two", std::string(6000, 't')});
  }
  damage(4096 + 4000, "torn");
  EXPECT_EQ(read(), (Texts{"one", "two"}));
}

TEST_F(RedoLogTest, ARecordThatWasOnDiskAndIsNotThereIsTold) {
  const std::string large(1'100'000, 'r');
  {
    RedoLog log(database(), kLog);
    append(log, {"one"});
    append(log, {large});
    append(log, {"in the second file"});
  }
  for (const size_t at : {20, 5000}) {
    damage(at, "\x7f");
    try {
      read();
      FAIL() << "it was read";
    } catch (const StoreError& error) {
      EXPECT_THAT(error.what(), HasSubstr(at == 20 ? "commit 1 is missing" : "is missing"));
    }
  }
  std::filesystem::remove(file(1));
  EXPECT_THROW(read(), StoreError);
}

/// Their numbers are given again.
TEST_F(RedoLogTest, NothingOfAGroupThatFailedIsFoundLater) {
  RedoLog log(database(), kLog);
  for (int i = 0; i < 254; ++i) append(log, {"filler"});
  {
    const FileLimit limit(1 << 20);
    EXPECT_THROW(append(log, {"mark j1", "failed", std::string(9000, 'f')}), StoreError);
    append(log, {"mark j1"}, false);
  }
  append(log, {"acknowledged"});
  EXPECT_EQ(read(254), (Texts{"mark j1", "acknowledged"}));
}

}  // namespace
}  // namespace takt::sqlite
