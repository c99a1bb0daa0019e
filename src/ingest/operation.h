#pragma once

// How every ingest job runs: the newsroom's data is changed and kept, the studio blueprint makes the
// Sofie rundown of it, the show is generated from that, and what differs is committed
// (spec/ingest.md section 3). Takes the rundown's lock.
//
// What is written to the two caches stays even if a later step fails (docs/differences.md, D2).

#include <functional>

#include "ingest/commit/commit_data.h"
#include "ingest/mutations.h"
#include "jobs/job_context.h"

namespace takt::ingest {

/// From the newsroom's rundown as it was to what it shall be. Throws when that can't be done.
using Mutate = std::function<Mutation(Previous previous)>;

RundownId run_operation(JobContext& job, const std::string& rundown_external_id,
                        const Mutate& mutate);

/// Changes the model without new data. nullopt: nothing is to be done.
using ChangeModel =
    std::function<std::optional<CommitData>(IngestModel& model, const IngestRundown& rundown)>;

/// Throws when the rundown isn't in the Sofie cache.
void run_custom_operation(JobContext& job, const std::string& rundown_external_id,
                          const ChangeModel& change);

}  // namespace takt::ingest
