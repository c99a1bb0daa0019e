#include "ingest/parsed_caches.h"

#include "ingest/rundown_cache.h"

namespace takt::ingest {

namespace {

/// One for each kind of cache.
template <class D>
RundownCache<const KnownCache>& caches() {
  static RundownCache<const KnownCache> all;
  return all;
}

}  // namespace

template <class D>
std::shared_ptr<const KnownCache> find_parsed(const DocumentView& documents, const RundownId& id) {
  const auto version = documents.version<D>(Index::rundown, id.str());
  return version && *version != 0 ? caches<D>().find(id, *version) : nullptr;
}

template <class D>
void keep_parsed(JobContext& job, const RundownId& id, KnownCache cache) {
  auto kept = std::make_shared<const KnownCache>(std::move(cache));
  job.after_commit([&job, id, kept = std::move(kept)] {
    const auto version = job.documents().version<D>(Index::rundown, id.str());
    if (version && *version != 0) job.keep_until_done(caches<D>().put(id, *version, kept));
  });
}

template std::shared_ptr<const KnownCache> find_parsed<NrcsIngestCacheDoc>(const DocumentView&,
                                                                           const RundownId&);
template std::shared_ptr<const KnownCache> find_parsed<SofieIngestCacheDoc>(const DocumentView&,
                                                                            const RundownId&);
template void keep_parsed<NrcsIngestCacheDoc>(JobContext&, const RundownId&, KnownCache);
template void keep_parsed<SofieIngestCacheDoc>(JobContext&, const RundownId&, KnownCache);

}  // namespace takt::ingest
