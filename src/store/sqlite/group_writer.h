#pragma once

// Writes one group of transactions in one database transaction, one sync for all, and publishes it.
// What fails:
//
// - a statement (full disk, a lost lease): only its transaction, by a savepoint; where SQLite gives
//   up the whole group, it is written again one by one;
// - the commit, for want of space: the same, nothing was written;
// - the commit in any other way: it may be on disk or not. The store is poisoned.
//
// Called by the leader of GroupCommit, one thread at a time.

#include "base/mutex.h"
#include "store/sqlite/transaction_writer.h"

namespace takt::sqlite {

class GroupWriter {
 public:
  using Publish = std::function<void(PreparedTransaction&)>;
  /// `playout_waits`: asked while a group is written that may be interrupted.
  GroupWriter(Database& database, TransactionWriter& writer, Publish publish,
              std::function<bool()> playout_waits)
      : database_(database),
        begin_(database, "BEGIN IMMEDIATE"),
        commit_(database, "COMMIT"),
        writer_(writer),
        publish_(std::move(publish)),
        playout_waits_(std::move(playout_waits)) {}

  // Any thread:
  bool is_poisoned() const { return is_poisoned_; }
  /// Without the size of the log.
  StoreStatistics statistics() const;

  GroupOutcome write(const CommitGroup& group, bool may_interrupt);

 private:
  enum class Attempt : uint8_t { done, interrupted, one_by_one };

  GroupOutcome write_group(const CommitGroup& group, bool may_interrupt);
  Attempt attempt(const CommitGroup& group, bool may_interrupt);
  Attempt write_all(const CommitGroup& group, bool may_interrupt);
  Attempt write_one(PreparedTransaction& prepared, bool is_alone, bool may_interrupt);
  Attempt commit(const CommitGroup& group);
  void publish(const CommitGroup& group);
  void set_sync(const CommitGroup& group);
  void roll_back();
  void count(const CommitGroup& group, double seconds);
  void poison(const CommitGroup& group, const std::string& why);

  Database& database_;
  Statement begin_;
  Statement commit_;
  TransactionWriter& writer_;
  const Publish publish_;
  const std::function<bool()> playout_waits_;
  bool is_syncing_ = true;
  std::string poison_;  // empty: sound
  std::atomic<bool> is_poisoned_ = false;
  mutable Mutex statistics_mutex_;
  StoreStatistics statistics_ TAKT_GUARDED_BY(statistics_mutex_);
};

}  // namespace takt::sqlite
