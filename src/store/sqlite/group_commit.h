#pragma once

// Commits of many threads in few syncs (DESIGN section 5): the first waiting thread leads and
// writes the others' transactions along with its own; the rest wait. No thread of its own.
//
// Playout goes first and never in one group with bulk. A thread leads only a group of its own
// class: one of low priority would be slow with a take.

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "base/thread_priority.h"
#include "store/store.h"

namespace takt::sqlite {

/// One thread's transaction while it is being committed.
struct CommitEntry {
  CommitClass commit_class = CommitClass::normal;
  size_t bytes = 0;
  // Written by the leader, read by the owner when it is done:
  std::exception_ptr error;
  // Guarded by GroupCommit::mutex_:
  bool is_done = false;
  int passed_over = 0;  // groups that went before it
};

using CommitGroup = std::vector<CommitEntry*>;

class GroupCommit {
 public:
  /// Writes a group, one at a time; sets `error` of what failed and doesn't throw.
  using Write = std::function<void(const CommitGroup& group)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  /// Returns when the entry was written; throws its error.
  void run(CommitEntry& entry);
  /// How many wait behind what is being written.
  size_t waiting() const;

 private:
  /// A group takes smaller classes along up to this size.
  static constexpr size_t kCompanyBytes = 128 * 1024;
  /// A group of bulk alone, if that is more than one transaction.
  static constexpr size_t kBulkBytes = 256 * 1024;
  static constexpr int kMaxPassedOver = 100;

  static CommitClass class_of(const CommitEntry& entry);
  CommitClass highest_class() const TAKT_REQUIRES(mutex_);
  CommitGroup take_group() TAKT_REQUIRES(mutex_);
  void lead(std::optional<RaisedPriority>& raised) TAKT_REQUIRES(mutex_);

  const Write write_;
  mutable Mutex mutex_;
  Condition changed_;
  std::deque<CommitEntry*> waiting_ TAKT_GUARDED_BY(mutex_);  // in order of arrival
  bool is_leading_ TAKT_GUARDED_BY(mutex_) = false;
};

}  // namespace takt::sqlite
