#pragma once

// A person moves a rundown inside its playlist, to another one, or to a new one of its own
// (spec/ingest.md section 10). It stays where it was put, whatever the newsroom says.

#include "ingest/playlist/playlist_info.h"
#include "jobs/playlist_jobs.h"

namespace takt::ingest {

Json order_move_rundown(JobContext& job, const MoveRundownPayload& payload);

/// The order is the newsroom's again. A playlist that isn't there is no error.
Json order_restore_to_default(JobContext& job, const PlaylistPayload& payload);

}  // namespace takt::ingest
