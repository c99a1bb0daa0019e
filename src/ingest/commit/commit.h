#pragma once

// The end of every ingest operation that changed something: the rundown's place among the playlists,
// its part instances, its segments, and what is next (spec/ingest.md section 9). Takes the playlist
// lock, or both locks of a move; writes everything into the job's change set.

#include <optional>

#include "base/user_error.h"
#include "ingest/commit/commit_data.h"

namespace takt::ingest {

/// `before`: the rundown as it was, null when it is new. The error, if any, is for the caller of the
/// job; what was written stays.
std::optional<UserError> commit_ingest(JobContext& job, IngestModel& model,
                                       const Doc<Rundown>& before, const BeforeParts& before_parts,
                                       const CommitData& data);

}  // namespace takt::ingest
