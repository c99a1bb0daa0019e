#include "store/sqlite/open.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/fault.h"
#include "base/log.h"
#include "store/sqlite/recovery.h"
#include "store/sqlite/schema.h"

namespace takt::sqlite {

namespace {

void sync_path(const std::filesystem::path& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  const int result = file < 0 ? -1 : fsync(file);
  const int error = errno;
  if (file >= 0) close(file);
  if (result != 0) {
    throw StoreError(fmt::format("can't sync {}: {}", path.string(), std::strerror(error)));
  }
}

std::string free_name(const std::filesystem::path& folder) {
  for (int number = 1;; ++number) {
    const std::string name = fmt::format("takt.db.before-restore-{}", number);
    if (!std::filesystem::exists(folder / name)) return name;
  }
}

/// What the log holds beyond the database. A running program may write over what has been carried
/// out since the database was looked at; then it is read again.
Lacking read_steadily(Database& database, const std::string& path) {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    try {
      return read_lacking(database, path);
    } catch (const StoreError&) {
      if (i == kTries) throw;
    }
  }
}

/// What was committed before the call is in the copy: the log is read first.
void copy_current(const std::string& from, const std::filesystem::path& to) {
  std::filesystem::remove(to);
  Lacking lacking;
  {
    Database database(from, Access::read_write);
    lacking = read_steadily(database, from);
    Statement(database, "VACUUM INTO ?").run(to.string());
  }
  Database copy(to.string(), Access::read_write);
  recover(copy, lacking);
}

}  // namespace

std::string move_away(const std::filesystem::path& folder) {
  const std::string name = free_name(folder);
  const bool is_there = std::filesystem::exists(folder / "takt.db");
  for (const char* suffix : {"-shm", "-wal", kTailSuffix, kRedoSuffixes[0], kRedoSuffixes[1], ""}) {
    const std::filesystem::path from = folder / (std::string("takt.db") + suffix);
    if (std::filesystem::exists(from)) std::filesystem::rename(from, folder / (name + suffix));
  }
  return is_there ? name : std::string();
}

std::unique_ptr<Database> open_writer(const std::string& path) {
  // A restore that was interrupted.
  const std::filesystem::path restored = path + ".restored";
  if (std::filesystem::exists(restored)) {
    move_away(restored.parent_path());
    std::filesystem::rename(restored, path);
  }
  auto database = std::make_unique<Database>(path, Access::read_write);
  try {
    if (database->value("PRAGMA journal_mode = WAL") != "wal") {
      throw StoreError(fmt::format("{}: the file system allows no write-ahead log", path));
    }
    database->exec(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON; "
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
  } catch (const DatabaseError& error) {
    if (error.is_damage()) throw StoreError(damage_text(path, error.what()));
    throw;
  }
  prepare_schema(*database, path);
  const size_t count = recover(*database, read_lacking(*database, path));
  if (count > 0) {
    log::info("store: {} commits of the log are taken over into {}", count, path);
  }
  // After a sync that failed the kernel may hold pages of the log that are on no disk and that it
  // will never write again. Moved into the database file they are written, and synced, anew.
  database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return database;
}

void sync_folder(const std::filesystem::path& folder) {
  sync_path(folder, O_RDONLY | O_DIRECTORY);
}

void copy_database(const std::string& from, const std::filesystem::path& to) {
  if (std::filesystem::exists(to)) {
    throw StoreError(fmt::format("{} is there already; a backup overwrites nothing", to.string()));
  }
  std::filesystem::path unfinished = to;
  unfinished += ".unfinished";
  copy_current(from, unfinished);
  TAKT_FAULT("store.backup.written");
  sync_path(unfinished, O_RDWR);
  std::filesystem::rename(unfinished, to);
  sync_folder(std::filesystem::absolute(to).parent_path());
}

}  // namespace takt::sqlite
