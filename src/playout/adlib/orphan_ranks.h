#pragma once

// Ranks of part instances that aren't planned: those between two planned parts share the space
// between them evenly.

#include "playout/model/playout_model.h"

namespace takt::playout {

void spread_orphan_ranks(PlayoutModel& model, const SegmentId& segment);

}  // namespace takt::playout
