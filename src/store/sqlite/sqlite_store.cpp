#include "store/sqlite/sqlite_store.h"

#include "base/log.h"
#include "store/coverage.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/open.h"
#include "store/sqlite/recovery.h"

namespace takt {

using sqlite::PreparedTransaction;
using sqlite::Row;
using sqlite::Statement;

namespace {

/// With all that was ever committed, and nothing said to be running.
std::unique_ptr<sqlite::Database> open_current(const std::string& path, bool is_reopened) {
  auto database = sqlite::open_writer(path);
  database->exec(is_reopened ? "UPDATE jobs SET running = 0 WHERE running = 1"
                             : "UPDATE jobs SET crashes = crashes + 1, running = 0 "
                               "WHERE running = 1");
  return database;
}

}  // namespace

SqliteStore::SqliteStore(SqliteOptions options)
    : path_((options.folder / "takt.db").string()),
      folder_lock_(options.folder),
      jobs_(options.completions),
      writer_database_(open_current(path_, options.is_reopened)),
      log_(sqlite::begin_log(*writer_database_, path_)),
      encoder_(*writer_database_),
      reader_(path_, sqlite::Access::read_only),
      group_([this](const sqlite::CommitGroup& group) { group_writer_.write(group); }),
      group_writer_(encoder_, *log_, applier_, [this](PreparedTransaction& one) { publish(one); }),
      applier_(*writer_database_, *log_, upkeep_, options.journal, options.wal) {
  load_scope("", published_.system());
  load_jobs();
}

SqliteStore::~SqliteStore() {
  if (!applier_.stop() || group_writer_.is_poisoned()) return;
  try {
    sqlite::end_log(*writer_database_);
  } catch (const StoreError& error) {
    log::warning("store: its log stays for the next start: {}", error.what());
  }
}

Documents& SqliteStore::studio_documents(const StudioId& id) {
  return published_.studio(id, [&](Documents& documents) { load_scope(id.str(), documents); });
}

void SqliteStore::load_scope(const std::string& scope, Documents& documents) {
  ChangeSet changes;
  std::vector<uint64_t> sequences;
  const MutexLock lock(reader_mutex_);
  Statement select(reader_, "SELECT seq, collection, id, body FROM documents WHERE scope = ?");
  select.query(
      [&](const Row& row) {
        const auto collection = collection_by_name(row.text(1));
        try {
          if (!collection) throw std::runtime_error("unknown collection");
          changes.push_back(json_change(*collection, parse_json(row.text(3))));
        } catch (const std::exception& error) {
          throw StoreError(fmt::format("{}: can't read {} \"{}\" of \"{}\": {}", path_, row.text(1),
                                       row.text(2), scope, error.what()));
        }
        sequences.push_back(static_cast<uint64_t>(row.integer(0)));
      },
      scope);
  documents.apply(changes, sequences);
}

void SqliteStore::load_jobs() {
  const MutexLock lock(reader_mutex_);
  Statement waiting(reader_,
                    "SELECT body, attempts, crashes, superseded FROM jobs WHERE NOT EXISTS "
                    "(SELECT 1 FROM completions WHERE completions.id = jobs.id) ORDER BY seq");
  waiting.query([&](const Row& row) {
    JobRecord job = parse<JobRecord>(parse_json(row.text(0)));
    job.attempts = static_cast<int>(row.integer(1));
    job.crashes = static_cast<int>(row.integer(2));
    job.superseded = row.integer(3) != 0;
    jobs_.load_waiting(std::move(job));
  });
  Statement ended(reader_,
                  "SELECT completions.id, coalesce(jobs.studio, completions.studio), "
                  "coalesce(jobs.idempotency_key, completions.idempotency_key), finished_at, "
                  "jobs.id FROM completions LEFT JOIN jobs ON jobs.id = completions.id "
                  "ORDER BY completions.seq");
  sqlite::Upkeep upkeep;
  ended.query([&](const Row& row) {
    const JobId id(row.text(0));
    if (!row.is_null(4)) upkeep.ended.push_back(id);
    for (JobId& old :
         jobs_.load_ended(id, StudioId(row.text(1)), std::string(row.text(2)), row.real(3))) {
      upkeep.forgotten.push_back(std::move(old));
    }
  });
  upkeep_.add(std::move(upkeep));
}

LeaseEpoch SqliteStore::acquire_studio(const StudioId& id) {
  PreparedTransaction prepared;
  prepared.acquired = id;
  group_.run(prepared);
  return prepared.epoch;
}

void SqliteStore::commit(Transaction transaction) {
  check_scopes(transaction);
  PreparedTransaction prepared;
  prepared.transaction = std::move(transaction);
  if (!prepared.transaction.studio.empty()) {
    prepared.studio = &studio_documents(prepared.transaction.studio);
    check_coverage(prepared.transaction, *prepared.studio);
  }
  const Transaction& given = prepared.transaction;
  if (given.changes.empty() && given.queued.empty() && !given.completed && given.marks.empty() &&
      given.held.empty() && given.released.empty()) {
    return;
  }
  prepare(prepared);
  if (given.commit_class == CommitClass::bulk) applier_.wait_for_room();
  jobs_.reserve(given);
  try {
    group_.run(prepared);
  } catch (const StorePoisonedError&) {
    throw;  // it may be on disk: what was reserved stays taken
  } catch (...) {
    jobs_.release(given);
    throw;
  }
}

void SqliteStore::publish(PreparedTransaction& prepared) {
  const Transaction& transaction = prepared.transaction;
  // Documents first: who sees that a job has ended sees what it did.
  published_.publish(transaction, prepared.studio, prepared.sequences);
  sqlite::Upkeep upkeep;
  upkeep.forgotten = jobs_.apply(transaction);
  if (!transaction.completed) return;
  upkeep.ended = transaction.merged_away;
  upkeep.ended.push_back(transaction.completed->id);
  upkeep_.add(std::move(upkeep));
}

std::vector<JobRecord> SqliteStore::waiting_jobs(const StudioId& studio) {
  return jobs_.waiting(studio);
}

std::optional<JobCompletion> SqliteStore::completion(const JobId& id) {
  if (!jobs_.has_ended(id)) return std::nullopt;
  std::optional<JobCompletion> found;
  applier_.catch_up();
  const MutexLock lock(reader_mutex_);
  Statement select(reader_, "SELECT result, error, finished_at FROM completions WHERE id = ?");
  select.query(
      [&](const Row& row) {
        found =
            JobCompletion{id, parse_json(row.text(0)),
                          row.is_null(1) ? Json(nullptr) : parse_json(row.text(1)), row.real(2)};
      },
      id.str());
  return found;
}

std::vector<DeadLetter> SqliteStore::dead_letters(const StudioId& studio) {
  std::vector<DeadLetter> letters;
  applier_.catch_up();
  const MutexLock lock(reader_mutex_);
  Statement select(reader_,
                   "SELECT job, error, failed_at, superseded, attempts FROM dead_letters "
                   "WHERE studio = ? ORDER BY seq");
  select.query(
      [&](const Row& row) {
        DeadLetter letter{parse<JobRecord>(parse_json(row.text(0))), parse_json(row.text(1)),
                          row.real(2)};
        letter.job.superseded = row.integer(3) != 0;
        letter.job.attempts = static_cast<int>(row.integer(4));
        letters.push_back(std::move(letter));
      },
      studio.str());
  return letters;
}

std::vector<HeldLane> SqliteStore::held_lanes(const StudioId& studio) {
  std::vector<HeldLane> held;
  applier_.catch_up();
  const MutexLock lock(reader_mutex_);
  Statement select(reader_, "SELECT queue, lane FROM held_lanes WHERE studio = ?");
  select.query(
      [&](const Row& row) {
        held.push_back({std::string(row.text(0)), static_cast<int>(row.integer(1))});
      },
      studio.str());
  return held;
}

std::optional<JobId> SqliteStore::job_with_key(const StudioId& studio, const std::string& key) {
  return jobs_.with_key(studio, key);
}

void SqliteStore::append_journal(std::vector<JournalRow> rows) {
  if (rows.empty()) return;
  sqlite::RedoRecords records;
  records.add([&](std::string& text) {
    sqlite::OperationWriter out(text);
    sqlite::encode_journal(rows, out);
  });
  applier_.push_unlogged(std::move(records));
  sqlite::Upkeep upkeep;
  upkeep.prune_journal = true;
  upkeep_.add(std::move(upkeep));
}

std::vector<JournalRow> SqliteStore::journal(const JournalQuery& query) {
  std::vector<JournalRow> rows;
  applier_.catch_up();
  const MutexLock lock(reader_mutex_);
  Statement select(reader_,
                   "SELECT job, name, finished_at, body FROM journal WHERE studio = ? AND "
                   "finished_at BETWEEN ? AND ? AND (? = '' OR job = ?) "
                   "ORDER BY finished_at DESC, seq DESC LIMIT ?");
  select.query(
      [&](const Row& row) {
        rows.push_back({query.studio, JobId(row.text(0)), std::string(row.text(1)), row.real(2),
                        sqlite::journal_body(row.text(3))});
      },
      query.studio.str(), query.from, query.to, query.job.str(), query.job.str(),
      static_cast<int64_t>(query.limit));
  std::reverse(rows.begin(), rows.end());
  return rows;
}

StoreStatistics SqliteStore::statistics() const {
  StoreStatistics statistics = group_writer_.statistics();
  statistics.wal_pages = static_cast<uint64_t>(std::max(0, applier_.wal_pages()));
  statistics.unapplied_bytes = applier_.waiting_bytes();
  return statistics;
}

void SqliteStore::backup(const std::filesystem::path& file) {
  sqlite::copy_database(path_, file);
}

}  // namespace takt
