#pragma once

// The tables of takt.db and how older ones become the present ones. Each step of the schema is one
// transaction, so that an interrupted migration goes on where it was.

#include <span>

#include "store/sqlite/database.h"

namespace takt::sqlite {

/// steps[i] makes schema version i + 1 out of version i.
std::span<const char* const> schema_steps();

/// Checks that the file is a sound database of Takt and brings it to the newest schema. Throws
/// StoreError saying what is wrong with `path` and what to do.
void prepare_schema(Database& database, const std::string& path,
                    std::span<const char* const> steps = schema_steps());

/// Throws StoreError when the database is another program's. An empty one is nobody's.
void check_identity(Database& database, const std::string& path);

/// What to tell about a damaged file.
std::string damage_text(const std::string& path, std::string_view detail);

}  // namespace takt::sqlite
