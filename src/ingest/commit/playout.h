#pragma once

// The part of an ingest commit that is playout's: the playlist's PlayoutModel follows the new
// content. Documents are already in the job's view when these are called.

#include <unordered_set>

#include "ingest/commit/commit_data.h"

namespace takt::ingest {

/// After a rundown was put into its playlist. `changed_parts`: those that differ from before.
void update_playout(JobContext& job, const PlaylistLock& lock, const IngestModel& model,
                    const std::unordered_set<PartId>& changed_parts);

/// After the rundowns of a playlist, or their order, changed. `inserted`: the one that came in.
void update_playout_after_move(JobContext& job, const PlaylistLock& lock,
                               const Opt<RundownId>& inserted = {});

/// One for all ingest jobs of the next second.
void queue_timeline_update(JobContext& job, const PlaylistId& playlist);

}  // namespace takt::ingest
