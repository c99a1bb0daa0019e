#pragma once

// Writes one group of transactions to the redo log, one sync for all, and publishes it. What fails:
//
// - one transaction (a lost lease): only that one;
// - the write, for want of space: the group, nothing of it counts;
// - the sync: the records may be on disk or not. The store is poisoned.
//
// Called by the leader of GroupCommit, one thread at a time.

#include "base/mutex.h"
#include "store/sqlite/applier.h"
#include "store/sqlite/transaction_encoder.h"

namespace takt::sqlite {

class GroupWriter {
 public:
  using Publish = std::function<void(PreparedTransaction&)>;
  GroupWriter(TransactionEncoder& encoder, RedoLog& log, Applier& applier, Publish publish)
      : encoder_(encoder), log_(log), applier_(applier), publish_(std::move(publish)) {}

  // Any thread:
  bool is_poisoned() const { return is_poisoned_; }
  /// Of the groups alone.
  StoreStatistics statistics() const;

  void write(const CommitGroup& group);

 private:
  void write_group(const CommitGroup& group);
  RedoRecords encode(const CommitGroup& group);
  bool append(const CommitGroup& group, RedoRecords& records);
  void publish(const CommitGroup& group);
  void count(const CommitGroup& group, double seconds);
  void poison(const CommitGroup& group, const std::string& why);

  TransactionEncoder& encoder_;
  RedoLog& log_;
  Applier& applier_;
  const Publish publish_;
  std::string poison_;  // empty: sound
  std::atomic<bool> is_poisoned_ = false;
  mutable Mutex statistics_mutex_;
  StoreStatistics statistics_ TAKT_GUARDED_BY(statistics_mutex_);
};

}  // namespace takt::sqlite
