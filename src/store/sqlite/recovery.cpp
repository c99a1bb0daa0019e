#include "store/sqlite/recovery.h"

#include <random>

#include "store/sqlite/open.h"
#include "store/sqlite/operations.h"

namespace takt::sqlite {

namespace {

/// A database of an older schema has no log.
bool has_log(Database& database) {
  return database.value("SELECT count(*) FROM sqlite_master WHERE name = 'redo'") != "0";
}

void set_log(Database& database, int64_t log) {
  Statement(database, "INSERT OR REPLACE INTO redo(one, log, applied) VALUES(1, ?, 0)").run(log);
}

/// Its log, and the last record of that which it has.
Lacking known_to(Database& database) {
  Lacking found;
  if (!has_log(database)) return found;
  Statement(database, "SELECT log, applied FROM redo").query([&](const Row& row) {
    found.log = row.integer(0);
    found.after = static_cast<uint64_t>(row.integer(1));
  });
  return found;
}

}  // namespace

Lacking read_lacking(Database& database, const std::string& path) {
  Lacking found = known_to(database);
  if (found.log != 0) {
    found.records = read_redo(path, static_cast<uint64_t>(found.log), found.after);
  }
  return found;
}

size_t recover(Database& database, const Lacking& lacking) {
  const Lacking now = known_to(database);
  if (now.log == 0) return 0;
  // Another log: what was lacking has been carried out since.
  const size_t first = now.log == lacking.log ? now.after - lacking.after : lacking.records.size();
  size_t count = 0;
  Operations operations(database);
  database.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  try {
    for (size_t i = first; i < lacking.records.size(); ++i, ++count) {
      operations.run(lacking.records[i]);
    }
    set_log(database, 0);
    database.exec("COMMIT");
  } catch (...) {
    if (!database.in_autocommit()) database.exec("ROLLBACK");
    throw;
  }
  return count;
}

std::unique_ptr<RedoLog> begin_log(Database& database, const std::string& path) {
  std::random_device random;
  // Never 0, which is none; half the range, as SQLite's numbers are signed.
  const int64_t number = (static_cast<int64_t>(random() >> 1) << 32 | random()) + 1;
  auto log = std::make_unique<RedoLog>(path, static_cast<uint64_t>(number));
  sync_folder(std::filesystem::absolute(path).parent_path());
  set_log(database, number);
  return log;
}

void end_log(Database& database) {
  database.exec("PRAGMA synchronous = FULL");
  set_log(database, 0);
}

}  // namespace takt::sqlite
