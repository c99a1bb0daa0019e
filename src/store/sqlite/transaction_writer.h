#pragma once

// One transaction as the statements that write it. What can be done beforehand (the documents'
// text) is done by prepare() on the committing thread; write() is called by the leader of a group,
// inside a database transaction, one thread at a time.

#include "store/sqlite/database.h"
#include "store/sqlite/group_commit.h"

namespace takt::sqlite {

/// Work that the store does by itself, besides its callers' transactions.
struct Upkeep {
  std::vector<JobId> ended;      // to be moved out of the live table
  std::vector<JobId> forgotten;  // completions to be dropped
  bool prune_journal = false;
  bool restart_wal = false;

  bool is_nothing() const {
    return ended.empty() && forgotten.empty() && !prune_journal && !restart_wal;
  }
};

struct PreparedTransaction : CommitEntry {
  Transaction transaction;
  Documents* studio = nullptr;
  std::optional<StudioId> acquired;
  std::vector<JournalRow> journal;
  Upkeep upkeep;
  bool sync = true;

  std::vector<std::string> bodies;  // of the changes; empty for a removal
  std::vector<std::string> queued;  // the jobs' records
  std::string result;
  std::optional<std::string> failure;
  std::vector<std::string> journal_bodies;

  // Set by the leader:
  std::vector<uint64_t> sequences;
  LeaseEpoch epoch = 0;  // of `acquired`
};

/// Fills in the texts, and the sizes by which a group is chosen.
void prepare(PreparedTransaction& prepared);

struct JournalLimits {
  size_t max_rows = 200'000;
  double max_age_ms = 7 * 24 * 3600 * 1000.0;
};

class TransactionWriter {
 public:
  TransactionWriter(Database& database, JournalLimits journal_limits);

  /// False when `must_stop` (asked every few documents) said so. Throws DatabaseError, or
  /// LeaseLostError. Nothing is kept of it unless the database transaction commits and committed()
  /// is called.
  bool write(PreparedTransaction& prepared, const std::function<bool()>& must_stop);
  void committed(const PreparedTransaction& prepared);

 private:
  bool write_documents(PreparedTransaction& prepared, const std::function<bool()>& must_stop);
  uint64_t put_document(const PreparedTransaction& prepared, size_t index);
  void write_jobs(const PreparedTransaction& prepared);
  void write_completion(const PreparedTransaction& prepared);
  void write_mark(const MarkedJob& marked);
  void write_holds(const Transaction& transaction);
  void write_journal(const PreparedTransaction& prepared);
  void write_upkeep(const Upkeep& upkeep);

  static constexpr size_t kDocumentsBetweenStops = 8;

  const JournalLimits journal_limits_;
  uint64_t last_sequence_ = 0;
  std::unordered_map<StudioId, LeaseEpoch> epochs_;
  Statement put_document_;
  Statement replace_document_;
  Statement remove_document_;
  Statement put_job_;
  Statement remove_job_;
  Statement put_completion_;
  Statement put_dead_letter_;
  Statement prune_dead_letters_;
  Statement remove_dead_letter_;
  Statement mark_started_;
  Statement mark_interrupted_;
  Statement mark_pardoned_;
  Statement mark_superseded_job_;
  Statement mark_superseded_letter_;
  Statement keep_job_;
  Statement remove_completion_;
  Statement hold_lane_;
  Statement release_lane_;
  Statement put_lease_;
  Statement put_journal_;
  Statement prune_journal_by_count_;
  Statement prune_journal_by_age_;
  Statement restart_wal_;
};

}  // namespace takt::sqlite
