#pragma once

// The jobs of the studio queue about whole playlists and the order of their rundowns
// (spec/jobs.md, StudioJobs). Interactive: an operator waits for them.

#include "jobs/studio_jobs.h"

namespace takt {

/// intoPlaylistId: null makes a new playlist. rundownsIdsInPlaylistInOrder: the rundown alone (goes
/// last), with the one that it is to stand before or behind, or the whole order.
struct MoveRundownPayload {
  RundownId rundownId;
  Opt<PlaylistId> intoPlaylistId;
  std::vector<RundownId> rundownsIdsInPlaylistInOrder;
};
BOOST_DESCRIBE_STRUCT(MoveRundownPayload, (),
                      (rundownId, intoPlaylistId, rundownsIdsInPlaylistInOrder))
TAKT_JSON(MoveRundownPayload)

struct OrderMoveRundownToPlaylist {
  static constexpr JobInfo info{"orderMoveRundownToPlaylist", QueueKind::studio,
                                Delivery::interactive};
  using Payload = MoveRundownPayload;
};
struct OrderRestoreToDefault {
  static constexpr JobInfo info{"orderRestoreToDefault", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct RemovePlaylist {
  static constexpr JobInfo info{"removePlaylist", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct RegeneratePlaylist {
  static constexpr JobInfo info{"regeneratePlaylist", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct CleanupEmptyPlaylists {
  static constexpr JobInfo info{"cleanupEmptyPlaylists", QueueKind::studio, Delivery::durable};
  using Payload = NoPayload;
};

}  // namespace takt
