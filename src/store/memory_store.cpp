#include "store/memory_store.h"

#include "store/coverage.h"

namespace takt {

LeaseEpoch MemoryStore::acquire_studio(const StudioId& id) {
  const MutexLock lock(mutex_);
  return ++epochs_[id];
}

void MemoryStore::commit(Transaction transaction) {
  check_scopes(transaction);
  Documents& studio = studio_documents(transaction.studio);
  check_coverage(transaction, studio);
  const MutexLock committing(commit_mutex_);
  if (!transaction.studio.empty()) {
    const MutexLock lock(mutex_);
    check_lease(transaction, epochs_[transaction.studio]);
  }
  jobs_.reserve(transaction);
  // Documents first: who sees that a job has ended sees what it did.
  published_.publish(transaction, &studio, std::vector<uint64_t>(transaction.changes.size(), 0));
  std::optional<JobRecord> completed;
  if (transaction.completed) completed = jobs_.find_waiting(transaction.completed->id);
  const std::vector<JobId> forgotten = jobs_.apply(transaction);
  {
    const MutexLock lock(mutex_);
    settle_dead_letters(transaction, std::move(completed));
    std::set<HeldLane>& held = held_[transaction.studio];
    held.insert(transaction.held.begin(), transaction.held.end());
    for (const HeldLane& lane : transaction.released) held.erase(lane);
    if (transaction.completed) {
      completions_[transaction.completed->id] = *transaction.completed;
      for (const JobId& id : transaction.merged_away) {
        completions_[id] = *transaction.completed;
        completions_[id].id = id;
      }
    }
    for (const JobId& id : forgotten) completions_.erase(id);
  }
}

void MemoryStore::settle_dead_letters(const Transaction& transaction,
                                      std::optional<JobRecord> completed) {
  for (const MarkedJob& marked : transaction.marks) {
    const auto found =
        std::find_if(dead_letters_.begin(), dead_letters_.end(),
                     [&](const DeadLetter& letter) { return letter.job.id == marked.id; });
    if (found == dead_letters_.end()) continue;
    if (marked.mark == JobMark::superseded) found->job.superseded = true;
    if (marked.mark == JobMark::discarded) dead_letters_.erase(found);
  }
  if (!completed || !transaction.completed->dead_letter) return;
  dead_letters_.push_back(
      {std::move(*completed), transaction.completed->error, transaction.completed->finished_at});
  if (dead_letters_.size() > kMaxDeadLetters) dead_letters_.pop_front();
}

std::vector<DeadLetter> MemoryStore::dead_letters(const StudioId& studio) {
  const MutexLock lock(mutex_);
  std::vector<DeadLetter> found;
  std::copy_if(dead_letters_.begin(), dead_letters_.end(), std::back_inserter(found),
               [&](const DeadLetter& letter) { return letter.job.studio == studio; });
  return found;
}

std::vector<HeldLane> MemoryStore::held_lanes(const StudioId& studio) {
  const MutexLock lock(mutex_);
  const std::set<HeldLane>& held = held_[studio];
  return {held.begin(), held.end()};
}

std::vector<JobRecord> MemoryStore::waiting_jobs(const StudioId& studio) {
  return jobs_.waiting(studio);
}

std::optional<JobCompletion> MemoryStore::completion(const JobId& id) {
  const MutexLock lock(mutex_);
  const auto found = completions_.find(id);
  if (found == completions_.end()) return std::nullopt;
  return found->second;
}

std::optional<JobId> MemoryStore::job_with_key(const StudioId& studio, const std::string& key) {
  return jobs_.with_key(studio, key);
}

void MemoryStore::append_journal(std::vector<JournalRow> rows) {
  const MutexLock lock(mutex_);
  for (JournalRow& row : rows) journal_.push_back(std::move(row));
  while (journal_.size() > kMaxJournalRows) journal_.pop_front();
}

std::vector<JournalRow> MemoryStore::journal(const JournalQuery& query) {
  const MutexLock lock(mutex_);
  std::deque<JournalRow> found;
  for (auto row = journal_.rbegin(); row != journal_.rend() && found.size() < query.limit; ++row) {
    if (row->studio == query.studio && row->finished_at >= query.from &&
        row->finished_at <= query.to && (query.job.empty() || row->job == query.job)) {
      found.push_front(*row);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace takt
