#pragma once

// From what changed in the Sofie rundown to the model: what is generated again, removed, renamed or
// moved (spec/ingest.md section 6).

#include "ingest/commit/commit_data.h"
#include "ingest/mutable_rundown.h"
#include "jobs/job_context.h"

namespace takt::ingest {

/// nullopt: the rundown is unsynced and is left as it is.
std::optional<CommitData> apply_changes(JobContext& job, IngestModel& model,
                                        const ComputedChanges& changes);

}  // namespace takt::ingest
