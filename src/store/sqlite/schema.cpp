#include "store/sqlite/schema.h"

#include "base/log.h"

namespace takt::sqlite {

namespace {

/// "Takt", in the file's header: tells a foreign database.
constexpr int kApplicationId = 0x54616b74;

// `seq` is the insertion sequence (DESIGN section 5). Finished jobs stay in `jobs` until they are
// moved out in batches; `completions.job` keeps the record of those that failed.
constexpr const char* kFirst = R"sql(
  CREATE TABLE documents(
    seq INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE(scope, collection, id));
  CREATE TABLE jobs(
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    studio TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body TEXT NOT NULL);
  CREATE TABLE completions(
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    finished_at REAL NOT NULL,
    result TEXT NOT NULL,
    error TEXT,
    studio TEXT,
    idempotency_key TEXT,
    job TEXT);
  CREATE TABLE journal(
    seq INTEGER PRIMARY KEY,
    studio TEXT NOT NULL,
    job TEXT NOT NULL,
    name TEXT NOT NULL,
    finished_at REAL NOT NULL,
    body TEXT NOT NULL);
  CREATE INDEX journal_by_time ON journal(studio, finished_at);
  CREATE TABLE leases(studio TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// `running` is set while a job runs and found set only after its process died. `dead_letters` keeps
// what failed by a defect until a person has dealt with it.
constexpr const char* kSettledJobs = R"sql(
  ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE dead_letters(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    studio TEXT NOT NULL,
    failed_at REAL NOT NULL,
    attempts INTEGER NOT NULL,
    superseded INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL,
    job TEXT NOT NULL);
)sql";

// `lane` 0 is the whole queue.
constexpr const char* kHeldLanes = R"sql(
  CREATE TABLE held_lanes(
    studio TEXT NOT NULL,
    queue TEXT NOT NULL,
    lane INTEGER NOT NULL,
    PRIMARY KEY(studio, queue, lane)) WITHOUT ROWID;
)sql";

// Which log of commits belongs to the database (0: none), and how far it has been carried out.
constexpr const char* kRedo = R"sql(
  CREATE TABLE redo(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    log INTEGER NOT NULL,
    applied INTEGER NOT NULL);
)sql";

// The tables stay, but older versions can't read a packed row (journal_rows.h).
constexpr const char* kPackedJournal = "";

constexpr const char* kSteps[] = {kFirst, kSettledJobs, kHeldLanes, kRedo, kPackedJournal};

size_t schema_version(Database& database) {
  const std::string found = database.value("SELECT value FROM meta WHERE key = 'schema_version'");
  return found.empty() ? 0 : std::stoul(found);
}

void check_sound(Database& database, const std::string& path) {
  check_identity(database, path);
  const std::string check = database.value("PRAGMA quick_check(1)");
  if (check != "ok") throw StoreError(damage_text(path, check));
}

void migrate(Database& database, const std::string& path, std::span<const char* const> steps) {
  database.exec("CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID");
  const size_t version = schema_version(database);
  if (version > steps.size()) {
    throw StoreError(fmt::format(
        "{} was written by a newer Takt (schema {}, this one knows {}). Start that version, or "
        "restore a backup from before the upgrade",
        path, version, steps.size()));
  }
  for (size_t i = version; i < steps.size(); ++i) {
    if (version > 0) log::info("store: {}: schema {} -> {}", path, i, i + 1);
    database.exec("BEGIN IMMEDIATE");
    database.exec(steps[i]);
    Statement(database, "INSERT OR REPLACE INTO meta VALUES('schema_version', ?)")
        .run(static_cast<int64_t>(i + 1));
    database.exec("COMMIT");
  }
}

}  // namespace

std::span<const char* const> schema_steps() {
  return kSteps;
}

void check_identity(Database& database, const std::string& path) {
  const std::string id = database.value("PRAGMA application_id");
  const std::string tables = database.value("SELECT count(*) FROM sqlite_master");
  if (id != std::to_string(kApplicationId) && tables != "0") {
    throw StoreError(fmt::format(
        "{} is a database of another program; Takt leaves it alone. Choose another data folder",
        path));
  }
}

std::string damage_text(const std::string& path, std::string_view detail) {
  return fmt::format(
      "the database {} is damaged ({}). Takt does not start on it. Restore a backup in its place, "
      "or move {} with its -wal, -shm, -redo and -tail files away to start empty; `sqlite3 {} .recover` may save "
      "what can still be read",
      path, detail, path, path);
}

void prepare_schema(Database& database, const std::string& path,
                    std::span<const char* const> steps) {
  try {
    check_sound(database, path);
    // Before the first table, so that a half-made file is known as ours.
    database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
    migrate(database, path, steps);
  } catch (const DatabaseError& error) {
    if (error.is_damage()) throw StoreError(damage_text(path, error.what()));
    throw;
  }
}

}  // namespace takt::sqlite
