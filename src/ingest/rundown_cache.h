#pragma once

// Values that were made for rundowns, each for one version of its documents: found while that is
// the version, so that one is never stale, only missing. Any thread.

#include <memory>
#include <unordered_map>
#include <utility>

#include "base/mutex.h"
#include "model/ids.h"

namespace takt::ingest {

template <class T>
class RundownCache {
 public:
  /// Null: there is none of this version.
  std::shared_ptr<T> find(const RundownId& id, uint64_t version) {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.version != version) return nullptr;
    return found->second.value;
  }
  /// The same, for the caller alone.
  std::shared_ptr<T> take(const RundownId& id, uint64_t version) {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return nullptr;
    const Entry entry = std::move(found->second);
    entries_.erase(found);
    return entry.version == version ? entry.value : nullptr;
  }
  /// Gives the one that was there.
  std::shared_ptr<T> put(const RundownId& id, uint64_t version, std::shared_ptr<T> value) {
    const MutexLock lock(mutex_);
    if (entries_.size() >= kMaxRundowns && !entries_.contains(id)) entries_.clear();
    return std::exchange(entries_[id], {version, std::move(value)}).value;
  }

 private:
  /// A value that isn't found is made again, so that the bound costs only time.
  static constexpr size_t kMaxRundowns = 64;
  struct Entry {
    uint64_t version = 0;
    std::shared_ptr<T> value;
  };
  Mutex mutex_;
  std::unordered_map<RundownId, Entry> entries_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::ingest
