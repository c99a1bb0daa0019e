#pragma once

// Opening, copying and syncing of the database's files.

#include <filesystem>

#include "store/sqlite/database.h"

namespace takt::sqlite {

/// The connection that writes: WAL, a sync per commit, newest schema, with all that its redo log
/// held. Throws StoreError saying what is wrong with the file and what to do.
std::unique_ptr<Database> open_writer(const std::string& path);

/// Gives the folder's database, with its logs, which belong to it under any name, another name, and
/// returns it; empty when there was none. May have been begun before.
std::string move_away(const std::filesystem::path& folder);

/// Makes names of new files in the folder durable.
void sync_folder(const std::filesystem::path& folder);

/// A sound and synced copy of a database that may be in use. `to` is there as a whole or not at
/// all.
void copy_database(const std::string& from, const std::filesystem::path& to);

}  // namespace takt::sqlite
