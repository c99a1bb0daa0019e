#include "store/sqlite/maintenance.h"

#include "base/fault.h"
#include "model/collections.h"
#include "store/change_set.h"
#include "store/sqlite/folder_lock.h"
#include "store/sqlite/open.h"
#include "store/sqlite/schema.h"

namespace takt::sqlite {

namespace fs = std::filesystem;

namespace {

size_t count(Database& database, const char* sql) {
  return std::stoul(database.value(sql));
}

void check_pages(Database& database, const std::string& path) {
  std::string problems;
  Statement(database, "PRAGMA integrity_check(5)").query([&](const Row& row) {
    if (row.text(0) == "ok") return;
    problems += (problems.empty() ? "" : "; ") + std::string(row.text(0));
  });
  if (!problems.empty()) throw StoreError(damage_text(path, problems));
}

void check_documents(Database& database, const std::string& path) {
  Statement documents(database, "SELECT scope, collection, id, body FROM documents ORDER BY seq");
  documents.query([&](const Row& row) {
    try {
      const auto collection = collection_by_name(row.text(1));
      if (!collection) throw std::runtime_error("unknown collection");
      json_change(*collection, parse_json(row.text(3)));
    } catch (const std::exception& error) {
      throw StoreError(fmt::format("{}: can't read {} \"{}\" of \"{}\": {}", path, row.text(1),
                                   row.text(2), row.text(0), error.what()));
    }
  });
}

}  // namespace

Inventory check_file(const fs::path& file) {
  const std::string path = file.string();
  if (!fs::is_regular_file(file)) throw StoreError(path + " is not there");
  try {
    Database database(path, Access::read_only);
    check_identity(database, path);
    check_pages(database, path);
    check_documents(database, path);
    Inventory found;
    found.schema_version = database.value("SELECT value FROM meta WHERE key = 'schema_version'");
    found.studios = count(
        database, "SELECT count(*) FROM documents WHERE scope = '' AND collection = 'studios'");
    found.documents = count(database, "SELECT count(*) FROM documents");
    found.waiting_jobs = count(database,
                               "SELECT count(*) FROM jobs WHERE NOT EXISTS (SELECT 1 FROM "
                               "completions WHERE completions.id = jobs.id)");
    found.journal_rows = count(database, "SELECT count(*) FROM journal");
    return found;
  } catch (const DatabaseError& error) {
    if (error.is_damage()) throw StoreError(damage_text(path, error.what()));
    throw;
  }
}

std::string restore_file(const fs::path& backup, const fs::path& folder) {
  check_file(backup);
  const FolderLock lock(folder);
  const fs::path ready = folder / "takt.db.restored";
  fs::remove(ready);
  copy_database(backup.string(), ready);
  const std::string before = move_away(folder);
  TAKT_FAULT("store.restore.moved");
  fs::rename(ready, folder / "takt.db");
  sync_folder(folder);
  return before;
}

}  // namespace takt::sqlite
