#include "ingest/parsed_caches.h"

#include <unordered_map>

#include "base/mutex.h"

namespace takt::ingest {

namespace {

/// One for each kind of cache. A rundown that isn't found is parsed, so the bound costs only time.
class ParsedCaches {
 public:
  std::shared_ptr<const IngestRundown> find(const RundownId& id, uint64_t version) {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.version != version) return nullptr;
    return found->second.rundown;
  }
  /// Gives the one that was there.
  std::shared_ptr<const IngestRundown> put(const RundownId& id, uint64_t version,
                                           std::shared_ptr<const IngestRundown> rundown) {
    const MutexLock lock(mutex_);
    if (entries_.size() >= kMaxRundowns && !entries_.contains(id)) entries_.clear();
    return std::exchange(entries_[id], {version, std::move(rundown)}).rundown;
  }

 private:
  static constexpr size_t kMaxRundowns = 64;
  struct Entry {
    uint64_t version = 0;
    std::shared_ptr<const IngestRundown> rundown;
  };
  Mutex mutex_;
  std::unordered_map<RundownId, Entry> entries_ TAKT_GUARDED_BY(mutex_);
};

template <class D>
ParsedCaches& caches() {
  static ParsedCaches all;
  return all;
}

}  // namespace

template <class D>
std::shared_ptr<const IngestRundown> find_parsed(const DocumentView& documents,
                                                 const RundownId& id) {
  const auto version = documents.version<D>(Index::rundown, id.str());
  return version && *version != 0 ? caches<D>().find(id, *version) : nullptr;
}

template <class D>
void keep_parsed(JobContext& job, const RundownId& id,
                 std::shared_ptr<const IngestRundown> rundown) {
  job.after_commit([&job, id, rundown = std::move(rundown)] {
    const auto version = job.documents().version<D>(Index::rundown, id.str());
    if (version && *version != 0) job.keep_until_done(caches<D>().put(id, *version, rundown));
  });
}

template std::shared_ptr<const IngestRundown> find_parsed<NrcsIngestCacheDoc>(const DocumentView&,
                                                                              const RundownId&);
template std::shared_ptr<const IngestRundown> find_parsed<SofieIngestCacheDoc>(const DocumentView&,
                                                                               const RundownId&);
template void keep_parsed<NrcsIngestCacheDoc>(JobContext&, const RundownId&,
                                              std::shared_ptr<const IngestRundown>);
template void keep_parsed<SofieIngestCacheDoc>(JobContext&, const RundownId&,
                                               std::shared_ptr<const IngestRundown>);

}  // namespace takt::ingest
