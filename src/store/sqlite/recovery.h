#pragma once

// Which log belongs to a database, and what of it the database lacks (redo_log.h).

#include "store/sqlite/database.h"

namespace takt::sqlite {

/// Carries out what the log beside `path` holds beyond the database (`path` itself, or a copy of
/// it), syncs, and lets go of that log. Gives the number of records. Throws StoreError.
size_t recover(Database& database, const std::string& path);

/// Draws a new log for a recovered database and gives its number.
uint64_t begin_log(Database& database);

}  // namespace takt::sqlite
