#pragma once

// Commits of many threads in few syncs (DESIGN section 5): the first waiting thread leads and
// writes the others' transactions along with its own; the rest wait. No thread of its own.
//
// Playout goes first and never in one group with bulk. A group without playout may be interrupted
// when playout comes in (`playout_waits()`): its entries wait again, and a bounded number of times.

#include <deque>
#include <functional>
#include <vector>

#include "base/mutex.h"
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
  int passed_over = 0;    // groups that went before it
  int interruptions = 0;  // times its group made way for playout
};

using CommitGroup = std::vector<CommitEntry*>;

enum class GroupOutcome : uint8_t { done, interrupted };

class GroupCommit {
 public:
  /// Writes a group, one at a time; sets `error` of what failed and doesn't throw. May return
  /// `interrupted`, having written nothing, when it was called with `may_interrupt`.
  using Write = std::function<GroupOutcome(const CommitGroup& group, bool may_interrupt)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  /// Returns when the entry was written; throws its error.
  void run(CommitEntry& entry);

  /// True when a playout commit is waiting for the running group.
  bool playout_waits() const { return playout_waiting_.load(std::memory_order_relaxed) > 0; }

  /// Runs `work` while no group is being written.
  void exclusively(const std::function<void()>& work);

 private:
  /// A group takes smaller classes along up to this size.
  static constexpr size_t kCompanyBytes = 128 * 1024;
  static constexpr int kMaxPassedOver = 100;
  static constexpr int kMaxInterruptions = 5;

  CommitGroup take_group() TAKT_REQUIRES(mutex_);
  void lead() TAKT_REQUIRES(mutex_);

  const Write write_;
  std::atomic<int> playout_waiting_ = 0;
  Mutex mutex_;
  Condition changed_;
  std::deque<CommitEntry*> waiting_ TAKT_GUARDED_BY(mutex_);  // in order of arrival
  bool is_leading_ TAKT_GUARDED_BY(mutex_) = false;
};

}  // namespace takt::sqlite
