#include "ingest/parsed_caches.h"

#include "ingest/rundown_cache.h"

namespace takt::ingest {

namespace {

/// One for each kind of cache.
template <class D>
RundownCache<const IngestRundown>& caches() {
  static RundownCache<const IngestRundown> all;
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
