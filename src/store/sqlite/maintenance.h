#pragma once

// What `takt backup` does with database files. Main thread of a program that runs no store of its
// own; a store that another process has open may be copied and checked meanwhile. Errors:
// StoreError saying what is wrong and what to do.

#include <filesystem>
#include <string>

namespace takt::sqlite {

/// What a sound database holds.
struct Inventory {
  std::string schema_version;
  size_t studios = 0;
  size_t documents = 0;
  size_t waiting_jobs = 0;
  size_t journal_rows = 0;
};

/// Checks every page, index and document of `file`.
Inventory check_file(const std::filesystem::path& file);

/// Puts a checked copy of `backup` in the place of the folder's database. What was there stays in
/// the folder under another name, which is returned; empty when there was none. Refused while a
/// process has the folder.
std::string restore_file(const std::filesystem::path& backup, const std::filesystem::path& folder);

}  // namespace takt::sqlite
