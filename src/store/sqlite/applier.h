#pragma once

// Moves committed records from the redo log into the database, off the commits' path, on a thread
// of its own: the only one that writes the database. A few milliseconds after they were committed,
// many in one database transaction; then they are let go of in the log. Keeps SQLite's own log
// small, and does the store's upkeep about once a second.
//
// While the database can't be written for want of space commits are refused, and it is tried again.
// After any other failure of the disk nobody knows which of the database's pages are on it: nothing
// more is written or let go of, and the store has to be opened anew.

#include <deque>
#include <thread>

#include "base/mutex.h"
#include "store/sqlite/operations.h"
#include "store/sqlite/redo_log.h"
#include "store/sqlite/upkeep.h"

namespace takt::sqlite {

/// Sizes of SQLite's write-ahead log in pages of 4 kB.
struct WalLimits {
  int checkpoint_pages = 1000;  // from here on when commits pause
  int hurry_pages = 4000;       // from here on even when they don't
};

class Applier {
 public:
  Applier(Database& database, RedoLog& log, UpkeepQueue& upkeep, JournalLimits journal,
          WalLimits wal);
  ~Applier() { stop(); }
  Applier(const Applier&) = delete;
  Applier& operator=(const Applier&) = delete;

  /// Moves what is left and ends. False when the log still holds something that the database lacks.
  bool stop();

  // Any thread:
  /// Records that are in the log, up to number `last`; in the order of the log.
  void push(RedoRecords records, uint64_t last);
  /// Records that are in no log: gone when the process dies before they are moved. Throws what
  /// check() does.
  void push_unlogged(RedoRecords records);
  /// Returns when all that was pushed before is in the database. Throws StoreError when it can't
  /// be.
  void catch_up();
  /// Throws StoreError while the database can't be written; tries again to find out.
  void check();
  /// Waits until not too much is waiting to be moved.
  void wait_for_room();
  /// The database can't be written, and waiting won't help: it has to be opened anew.
  bool is_broken() const { return is_broken_; }
  /// Pages in SQLite's log after the last write, 0 after it was moved into the database file.
  int wal_pages() const { return wal_pages_; }
  size_t waiting_bytes() const;

 private:
  struct Pushed {
    RedoRecords records;
    uint64_t last = 0;  // number of the log's last record when it was pushed
  };

  void loop();
  void add(RedoRecords records, std::optional<uint64_t> last);
  bool wait_for_work();
  bool is_storm() TAKT_REQUIRES(mutex_);
  bool apply_waiting();
  bool apply_some();
  void apply(const std::vector<Pushed>& batch, size_t bytes);
  void release_applied();
  void released();
  void do_upkeep();
  void in_transaction(const std::function<void()>& work);
  void checkpoint();
  void put_back(std::vector<Pushed> batch);
  /// False when it failed.
  bool attempt(const std::function<void()>& work);
  void failed(const std::exception& error);
  void succeeded();

  Database& database_;
  RedoLog& log_;
  UpkeepQueue& upkeep_;
  const WalLimits wal_;
  // The own thread's:
  Operations operations_;
  UpkeepWriter upkeep_writer_;
  Statement begin_;
  Statement commit_;
  Statement set_applied_;
  size_t pushed_bytes_seen_ = 0;
  std::chrono::steady_clock::time_point asked_at_;  // is_storm()
  size_t bytes_since_release_ = 0;
  uint64_t last_applied_ = 0;  // number of the log's record
  std::chrono::steady_clock::time_point next_upkeep_;
  std::chrono::steady_clock::time_point next_checkpoint_;

  std::atomic<int> wal_pages_ = 0;
  std::atomic<bool> is_broken_ = false;
  mutable Mutex mutex_;
  Condition wake_;     // the own thread
  Condition changed_;  // those who wait for it
  std::deque<Pushed> waiting_ TAKT_GUARDED_BY(mutex_);
  size_t waiting_bytes_ TAKT_GUARDED_BY(mutex_) = 0;  // with what is being moved
  size_t pushed_bytes_ TAKT_GUARDED_BY(mutex_) = 0;   // since the start
  uint64_t last_pushed_ TAKT_GUARDED_BY(mutex_) = 0;  // number of the log's record
  uint64_t pushes_ TAKT_GUARDED_BY(mutex_) = 0;       // how many there were
  uint64_t applied_ TAKT_GUARDED_BY(mutex_) = 0;      // how many of them
  bool must_hurry_ TAKT_GUARDED_BY(mutex_) = false;
  bool must_stop_ TAKT_GUARDED_BY(mutex_) = false;
  std::string failure_ TAKT_GUARDED_BY(mutex_);  // empty: the last try succeeded
  int failures_ TAKT_GUARDED_BY(mutex_) = 0;     // in a row
  std::chrono::steady_clock::time_point failing_since_ TAKT_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace takt::sqlite
