#pragma once

// What the status page and the command line show of a studio's playlists: on air, next, rundowns.
// Read from committed documents. Any thread.

#include "store/documents.h"

namespace takt::door {

/// One JSON object per playlist: _id, externalId, name, active, rehearsal, hold, startedPlayback,
/// rundowns [{_id, externalId, name}], onAir and next (null, or {partInstanceId, partId,
/// externalId, title, segment, rundown, expectedDuration, startedAt, autoNext}). Times and
/// durations ms.
JsonArray show_view(const Documents& studio);

}  // namespace takt::door
