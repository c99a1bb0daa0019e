#pragma once

// What a playlist is called, when it is planned and in which order its rundowns stand, as the studio
// blueprint or the rundowns themselves say (spec/ingest.md section 10). Everything that playout keeps
// in the document stays. Under the playlist's lock.

#include "jobs/job_context.h"

namespace takt::ingest {

/// `existing` is null for a new playlist. `rundowns`: all that belong to it, at least one.
Playlist produce_playlist(JobContext& job, const Playlist* existing, const PlaylistId& id,
                          const std::string& external_id,
                          const std::vector<Doc<Rundown>>& rundowns);

/// A playlist for one rundown that a person made, without asking a blueprint.
Playlist new_playlist(JobContext& job, const Rundown& rundown, std::string external_id);

/// Produces and puts the playlist of `rundowns` anew, or removes it when there are none.
/// Null when it was removed.
Doc<Playlist> regenerate_playlist(JobContext& job, const PlaylistLock& lock,
                                  const Playlist& existing,
                                  const std::vector<Doc<Rundown>>& rundowns);

/// An active playlist keeps its last rundown, and the rundowns that are on air or next.
bool may_leave_playlist(const Playlist& playlist, const Rundown& rundown);

}  // namespace takt::ingest
