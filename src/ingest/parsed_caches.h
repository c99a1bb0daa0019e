#pragma once

// The two caches of a rundown as they were written last, so that a job needn't parse them anew.
// What is kept here is known by the version of the documents that it was made of: it is never
// stale, only missing. Shared by the ingest lanes; any thread.

#include "ingest/cache.h"
#include "jobs/job_context.h"

namespace takt::ingest {

/// D: NrcsIngestCacheDoc or SofieIngestCacheDoc. Null: not known, or the job wrote the cache
/// itself.
template <class D>
std::shared_ptr<const KnownCache> find_parsed(const DocumentView& documents, const RundownId& id);

/// Keeps what the job wrote, once that is committed. Its rundown must be what read_cache() would
/// give.
template <class D>
void keep_parsed(JobContext& job, const RundownId& id, KnownCache cache);

}  // namespace takt::ingest
