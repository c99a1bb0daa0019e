#pragma once

// The pieces of one part instance on the timeline, inside its part group. Pure function.

#include "playout/timeline/piece_group.h"

namespace takt::playout {

/// Appends the objects of `pieces` (of `part`). `next_timings`: those of the part that follows, for
/// pieces that don't play while the part is only kept alive; nullptr when nothing follows.
void add_part_pieces(std::vector<TimelineObject>& objects, const TimelinePart& part,
                     const std::vector<const PrunedPiece*>& pieces, const PieceSurroundings& around,
                     const PartPlayoutTimings* next_timings);

}  // namespace takt::playout
