#pragma once

// The `timeline` document of a model, generated anew: the playlist's when it is active, the studio's
// baseline when not, with the blueprint's say in it. Whatever goes wrong fails the job, so that the
// last good timeline stays (docs/differences.md, D1).

#include "playout/model/playout_model.h"

namespace takt::playout {

void generate_timeline_document(PlayoutModel& model);

/// The studio's baseline timeline, for a studio without an active playlist.
void generate_studio_timeline_document(JobContext& context);

}  // namespace takt::playout
