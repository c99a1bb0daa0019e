#pragma once

// What the store does with its tables by itself, besides what commits do: ended jobs leave the live
// table, old completions and journal rows are dropped.

#include "base/mutex.h"
#include "store/sqlite/database.h"

namespace takt::sqlite {

struct JournalLimits {
  size_t max_rows = 200'000;
  double max_age_ms = 7 * 24 * 3600 * 1000.0;
};

struct Upkeep {
  std::vector<JobId> ended;      // to be moved out of the live table
  std::vector<JobId> forgotten;  // completions to be dropped
  bool prune_journal = false;

  bool is_nothing() const { return ended.empty() && forgotten.empty() && !prune_journal; }
};

/// What is to be done. Any thread.
class UpkeepQueue {
 public:
  void add(Upkeep upkeep);
  /// Not all at once.
  Upkeep next();

 private:
  static constexpr size_t kBatch = 200;

  Mutex mutex_;
  Upkeep waiting_ TAKT_GUARDED_BY(mutex_);
};

/// Its statements. One thread at a time.
class UpkeepWriter {
 public:
  UpkeepWriter(Database& database, JournalLimits limits);
  void run(const Upkeep& upkeep);

 private:
  const JournalLimits limits_;
  Statement keep_job_;
  Statement remove_job_;
  Statement remove_completion_;
  Statement prune_journal_by_count_;
  Statement prune_journal_by_age_;
};

}  // namespace takt::sqlite
