#include "store/sqlite/paced_writes.h"

#include <gtest/gtest.h>

#include "store/sqlite/database.h"
#include "store/temporary_folder.h"

namespace takt::sqlite {
namespace {

TEST(PacedWritesTest, TheyWriteTheSame) {
  const testing_store::TemporaryFolder folder;
  Database database((folder.path() / "takt.db").string(), Access::read_write);
  ASSERT_EQ(database.value("PRAGMA journal_mode = WAL"), "wal");
  database.exec("CREATE TABLE documents(body TEXT)");
  const PacedWrites paced;
  Statement insert(database, "INSERT INTO documents VALUES(?)");
  for (int i = 0; i < 10; ++i) insert.run(std::string(300'000, 'x'));
  EXPECT_EQ(database.value("SELECT count(*) FROM documents WHERE length(body) = 300000"), "10");
  EXPECT_EQ(database.value("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace takt::sqlite
