#pragma once

// Which log belongs to a database, and what of it the database lacks (redo_log.h).

#include "store/sqlite/database.h"
#include "store/sqlite/redo_log.h"

namespace takt::sqlite {

/// The records of the log that a database lacked when they were read.
struct Lacking {
  int64_t log = 0;  // 0: the database needs none
  uint64_t after = 0;
  std::vector<std::string> records;
};

/// What the log beside `path` holds beyond the database `path`. Throws StoreError.
Lacking read_lacking(Database& database, const std::string& path);

/// Carries out in a database, or in a later copy of it, what it lacks still, syncs, and lets go of
/// that log. Gives the number of records. Throws StoreError.
size_t recover(Database& database, const Lacking& lacking);

/// Makes a new log for a recovered database; from now on it can't do without its files.
std::unique_ptr<RedoLog> begin_log(Database& database, const std::string& path);

/// All of the log is in the database, which does without its files again.
void end_log(Database& database);

}  // namespace takt::sqlite
