#pragma once

// What a store shows to its readers: the documents of the system and of each studio, and the
// subscribers. Both stores publish their commits here. Any thread may read; publish() is called by
// one thread at a time, in the order of the commits.

#include <map>

#include "base/mutex.h"
#include "store/store.h"

namespace takt {

/// Throws LeaseLostError when the studio's owner is another one than the transaction's.
void check_lease(const Transaction& transaction, LeaseEpoch current);

/// Throws std::logic_error when documents of a studio are written without naming the studio.
void check_scopes(const Transaction& transaction);

class Published {
 public:
  Documents& system() { return system_; }
  const Documents& system() const { return system_; }

  /// The studio's documents; `load(documents)` fills them on first use.
  template <class F>
  Documents& studio(const StudioId& id, F load) {
    const MutexLock lock(mutex_);
    if (const auto found = studios_.find(id); found != studios_.end()) return *found->second;
    auto made = std::make_unique<Documents>();
    load(*made);
    return *studios_.emplace(id, std::move(made)).first->second;
  }

  void subscribe(ChangeListener listener);

  StudioMoment moment(const Documents& studio) const;
  uint64_t system_commits() const { return system_commits_; }

  /// Shows a written transaction to readers and subscribers. `sequences[i]` is the place of change
  /// i, if it is a new document. `studio` is the one of the transaction (unused without one).
  void publish(const Transaction& transaction, Documents* studio,
               const std::vector<uint64_t>& sequences);

 private:
  Documents system_;
  std::atomic<uint64_t> system_commits_ = 0;  // written under publish_mutex_
  mutable Mutex publish_mutex_;
  std::unordered_map<const Documents*, uint64_t> commits_ TAKT_GUARDED_BY(publish_mutex_);
  Mutex mutex_;
  // An entry never moves or goes.
  std::map<StudioId, std::unique_ptr<Documents>> studios_ TAKT_GUARDED_BY(mutex_);
  std::shared_ptr<const std::vector<ChangeListener>> listeners_ TAKT_GUARDED_BY(mutex_) =
      std::make_shared<std::vector<ChangeListener>>();
};

}  // namespace takt
