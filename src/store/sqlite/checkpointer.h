#pragma once

// Moves what was committed from the write-ahead log into the database file, off the commits' path,
// and keeps the log small: on a thread of its own, with a connection of its own, when commits pause
// or the log has grown. Also calls `tidy` about once a second for the store's other upkeep.

#include "base/mutex.h"
#include "store/sqlite/group_commit.h"

namespace takt::sqlite {

class Database;

/// Sizes of the write-ahead log in pages of 4 kB.
struct WalLimits {
  int checkpoint_pages = 1000;  // from here on when commits pause
  int hurry_pages = 4000;       // from here on even when they don't
  int max_pages = 16'000;       // from here on commits wait for it
};

class Checkpointer {
 public:
  /// Watches the log that `writer` writes. `tidy(restart_wal)`: the log was moved as a whole, and
  /// the next write starts it anew.
  Checkpointer(Database& writer, const std::string& path, GroupCommit& group, WalLimits limits,
               std::function<void(bool restart_wal)> tidy);
  /// Waits for running work.
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Size of the log after the last commit, 0 after it was moved.
  int wal_pages() const { return wal_pages_; }

 private:
  void loop();
  bool is_due() const;
  bool work();
  bool checkpoint();
  void noticed_commit(int wal_pages);

  GroupCommit& group_;
  const WalLimits limits_;
  const std::function<void(bool)> tidy_;
  const std::unique_ptr<Database> database_;  // own thread only
  Database& writer_;
  std::atomic<int> wal_pages_ = 0;
  std::atomic<int64_t> last_commit_ms_ = 0;  // of the steady clock
  Mutex mutex_;
  Condition wake_;
  bool must_stop_ TAKT_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace takt::sqlite
