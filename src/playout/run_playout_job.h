#pragma once

// The frame of a job on one playlist: lock it, make its model, do the work, save. A throw leaves
// nothing (DESIGN R4).

#include <functional>

#include "playout/model/playout_model.h"

namespace takt::playout {

using PlayoutWork = std::function<Json(PlayoutModel&)>;

Json run_playout_job(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work);

/// The same as a step of a job over several playlists: committed, and the lock released, before it
/// returns.
void run_playout_step(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work);

/// The studio's active playlists but one.
std::vector<Doc<Playlist>> active_playlists(JobContext& context,
                                            const PlaylistId& except = PlaylistId());

}  // namespace takt::playout
