#pragma once

// From the newsroom's rundown to the Sofie rundown: the studio blueprint's processIngestData, or
// the default where it has none (spec/ingest.md section 3, step 5).

#include "ingest/mutable_rundown.h"
#include "ingest/mutations.h"
#include "jobs/job_context.h"

namespace takt::ingest {

/// `update`: sorted. `previous`: the newsroom's rundown before it, `existing`: the Sofie rundown.
/// Throws what the blueprint throws, and for an operation that no blueprint understands.
std::pair<ComputedChanges, SofieCacheUpdate> process(JobContext& job, const RundownId& id,
                                                     RundownUpdate update, const Previous& previous,
                                                     const Previous& existing);

}  // namespace takt::ingest
