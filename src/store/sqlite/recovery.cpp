#include "store/sqlite/recovery.h"

#include <random>

#include "base/log.h"
#include "store/sqlite/operations.h"
#include "store/sqlite/redo_log.h"

namespace takt::sqlite {

namespace {

/// A database of an older schema has no log.
bool has_log(Database& database) {
  return database.value("SELECT count(*) FROM sqlite_master WHERE name = 'redo'") != "0";
}

void set_log(Database& database, int64_t log) {
  Statement(database, "INSERT OR REPLACE INTO redo(one, log, applied) VALUES(1, ?, 0)").run(log);
}

}  // namespace

size_t recover(Database& database, const std::string& path) {
  if (!has_log(database)) return 0;
  int64_t log = 0;
  int64_t applied = 0;
  Statement(database, "SELECT log, applied FROM redo").query([&](const Row& row) {
    log = row.integer(0);
    applied = row.integer(1);
  });
  if (log == 0) return 0;
  const std::vector<std::string> records =
      read_redo(path, static_cast<uint64_t>(log), static_cast<uint64_t>(applied));
  Operations operations(database);
  database.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  try {
    for (const std::string& record : records) operations.run(record);
    set_log(database, 0);
    database.exec("COMMIT");
  } catch (...) {
    if (!database.in_autocommit()) database.exec("ROLLBACK");
    throw;
  }
  return records.size();
}

uint64_t begin_log(Database& database) {
  std::random_device random;
  // Never 0, which is none; half the range, as SQLite's numbers are signed.
  const int64_t log = (static_cast<int64_t>(random() >> 1) << 32 | random()) + 1;
  set_log(database, log);
  return static_cast<uint64_t>(log);
}

}  // namespace takt::sqlite
