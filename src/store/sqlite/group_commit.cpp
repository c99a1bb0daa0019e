#include "store/sqlite/group_commit.h"

#include <limits>

namespace takt::sqlite {

void GroupCommit::run(CommitEntry& entry) {
  // Of who leads; given up when nobody waits for it any more, nor for the mutex.
  std::optional<RaisedPriority> raised;
  MutexLock lock(mutex_);
  waiting_.push_back(&entry);
  while (!entry.is_done) {
    if (is_leading_ || class_of(entry) != highest_class()) {
      changed_.wait(mutex_);
    } else {
      lead(raised);
    }
  }
  lock.unlock();
  if (entry.error) std::rethrow_exception(entry.error);
}

size_t GroupCommit::waiting() const {
  const MutexLock lock(mutex_);
  return waiting_.size();
}

/// Gives the mutex up while it writes. Whoever commits next waits for it, so that it must not be a
/// thread that has to wait for the processor.
void GroupCommit::lead(std::optional<RaisedPriority>& raised) {
  const CommitGroup group = take_group();
  is_leading_ = true;
  mutex_.unlock();
  if (!raised) raised.emplace();
  write_(group);
  mutex_.lock();
  is_leading_ = false;
  for (CommitEntry* entry : group) entry->is_done = true;
  changed_.notify_all();
}

/// What was passed over often enough goes with playout.
CommitClass GroupCommit::class_of(const CommitEntry& entry) {
  return entry.passed_over >= kMaxPassedOver ? CommitClass::playout : entry.commit_class;
}

CommitClass GroupCommit::highest_class() const {
  CommitClass highest = CommitClass::bulk;
  for (const CommitEntry* entry : waiting_) highest = std::min(highest, class_of(*entry));
  return highest;
}

/// The highest class that waits, and others as company. Leaves the rest waiting.
CommitGroup GroupCommit::take_group() {
  CommitGroup group;
  std::deque<CommitEntry*> rest;
  size_t bytes = 0;
  const CommitClass highest = highest_class();
  // A take that comes meanwhile waits for the whole group.
  const size_t most = highest == CommitClass::bulk ? kBulkBytes : std::numeric_limits<size_t>::max();
  for (CommitEntry* entry : waiting_) {
    if (class_of(*entry) == highest && (group.empty() || bytes + entry->bytes <= most)) {
      group.push_back(entry);
      bytes += entry->bytes;
    } else {
      rest.push_back(entry);
    }
  }
  std::deque<CommitEntry*> left;
  for (CommitEntry* entry : rest) {
    const bool is_kept_apart =
        highest == CommitClass::playout && entry->commit_class == CommitClass::bulk;
    if (is_kept_apart || bytes + entry->bytes > kCompanyBytes) {
      ++entry->passed_over;
      left.push_back(entry);
    } else {
      group.push_back(entry);
      bytes += entry->bytes;
    }
  }
  waiting_ = std::move(left);
  std::stable_sort(group.begin(), group.end(), [](const CommitEntry* a, const CommitEntry* b) {
    return a->commit_class < b->commit_class;
  });
  return group;
}

}  // namespace takt::sqlite
