#pragma once

// The store on disk: one SQLite file, <folder>/takt.db, with a log of commits beside it that is
// moved into it all the time (redo_log.h); one process (DESIGN section 5). Documents are read once,
// at open (the system's) or first use (a studio's); every commit is synced before it is seen.
// Any thread; the destructor waits for no commit, so none may be running.
//
// Opening throws StoreError when another process has the folder, the file is damaged, was written
// by a newer version, or is no database of Takt.

#include <filesystem>

#include "base/mutex.h"
#include "store/job_book.h"
#include "store/published.h"
#include "store/sqlite/applier.h"
#include "store/sqlite/folder_lock.h"
#include "store/sqlite/group_writer.h"

namespace takt {

struct SqliteOptions {
  std::filesystem::path folder;
  /// This process had it open before: jobs that ran then didn't end it.
  bool is_reopened = false;
  CompletionRetention completions;
  sqlite::JournalLimits journal;
  sqlite::WalLimits wal;
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(SqliteOptions options);
  ~SqliteStore() override;

  const Documents& system() const override { return published_.system(); }
  const Documents& studio(const StudioId& id) override { return studio_documents(id); }
  LeaseEpoch acquire_studio(const StudioId& id) override;
  void commit(Transaction transaction) override;
  std::vector<JobRecord> waiting_jobs(const StudioId& studio) override;
  std::optional<JobRecord> waiting_job(const JobId& id) override { return jobs_.find_waiting(id); }
  std::optional<JobCompletion> completion(const JobId& id) override;
  std::vector<DeadLetter> dead_letters(const StudioId& studio) override;
  std::vector<HeldLane> held_lanes(const StudioId& studio) override;
  std::optional<JobId> job_with_key(const StudioId& studio, const std::string& key) override;
  void append_journal(std::vector<JournalRow> rows) override;
  std::vector<JournalRow> journal(const JournalQuery& query) override;
  void subscribe(ChangeListener listener) override { published_.subscribe(std::move(listener)); }

  StudioMoment moment(const StudioId& studio) override {
    return published_.moment(studio_documents(studio));
  }
  uint64_t system_commits() const override { return published_.system_commits(); }
  StoreStatistics statistics() const override;
  bool is_lost() const override { return group_writer_.is_poisoned() || applier_.is_broken(); }

  /// Writes a sound copy of the database while commits go on; a reader of it sees the state at some
  /// moment of the call. Throws StoreError; `file` must not be there yet.
  void backup(const std::filesystem::path& file);

 private:
  Documents& studio_documents(const StudioId& id);
  void load_scope(const std::string& scope, Documents& documents);
  void load_jobs();
  void publish(sqlite::PreparedTransaction& prepared);

  const std::string path_;
  sqlite::FolderLock folder_lock_;
  Published published_;
  JobBook jobs_;
  sqlite::UpkeepQueue upkeep_;
  std::unique_ptr<sqlite::Database> writer_database_;  // the applier's, once it runs
  std::unique_ptr<sqlite::RedoLog> log_;               // the leader's of the group
  sqlite::TransactionEncoder encoder_;                 // the same
  sqlite::Database reader_ TAKT_GUARDED_BY(reader_mutex_);
  Mutex reader_mutex_;
  sqlite::GroupCommit group_;
  sqlite::GroupWriter group_writer_;
  sqlite::Applier applier_;  // uses the two above
};

}  // namespace takt
