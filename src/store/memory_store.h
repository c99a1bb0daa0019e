#pragma once

// A whole Store in memory, for replay and tests: everything but the disk. Any thread.

#include <deque>

#include "base/mutex.h"
#include "store/job_book.h"
#include "store/published.h"
#include "store/store.h"

namespace takt {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(CompletionRetention retention = {}) : jobs_(retention) {}

  const Documents& system() const override { return published_.system(); }
  const Documents& studio(const StudioId& id) override { return studio_documents(id); }
  LeaseEpoch acquire_studio(const StudioId& id) override;
  void commit(Transaction transaction) override;
  std::vector<JobRecord> waiting_jobs(const StudioId& studio) override;
  std::optional<JobRecord> waiting_job(const JobId& id) override { return jobs_.find_waiting(id); }
  std::optional<JobCompletion> completion(const JobId& id) override;
  std::vector<DeadLetter> dead_letters(const StudioId& studio) override;
  std::vector<HeldLane> held_lanes(const StudioId& studio) override;
  std::optional<JobId> job_with_key(const StudioId& studio, const std::string& key) override;
  void append_journal(std::vector<JournalRow> rows) override;
  std::vector<JournalRow> journal(const JournalQuery& query) override;
  StudioMoment moment(const StudioId& studio) override {
    return published_.moment(studio_documents(studio));
  }
  uint64_t system_commits() const override { return published_.system_commits(); }
  void subscribe(ChangeListener listener) override { published_.subscribe(std::move(listener)); }

 private:
  static constexpr size_t kMaxJournalRows = 100'000;

  void settle_dead_letters(const Transaction& transaction, std::optional<JobRecord> completed)
      TAKT_REQUIRES(mutex_);
  Documents& studio_documents(const StudioId& id) {
    return published_.studio(id, [](Documents&) {});
  }

  Published published_;
  JobBook jobs_;
  Mutex commit_mutex_;  // held for the whole of a commit
  Mutex mutex_;
  std::unordered_map<StudioId, LeaseEpoch> epochs_ TAKT_GUARDED_BY(mutex_);
  std::unordered_map<JobId, JobCompletion> completions_ TAKT_GUARDED_BY(mutex_);
  std::map<StudioId, std::set<HeldLane>> held_ TAKT_GUARDED_BY(mutex_);
  std::deque<DeadLetter> dead_letters_ TAKT_GUARDED_BY(mutex_);
  std::deque<JournalRow> journal_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt
