#pragma once

// One piece on the timeline: a control object that carries its timing and reports its start and
// stop, the group around its content (preroll and postroll added), the objects that stand for
// points in time where the piece starts or ends at "now", and the content itself. Pure functions.

#include "playout/timeline/include_filter.h"
#include "playout/timeline/objects.h"

namespace takt::playout {

struct PieceOnTimeline {
  const PrunedPiece& piece;
  Enable enable;
  /// ms by which the piece's times were moved within the part group; its end cap follows.
  double start_offset = 0;
  double now_in_group = 0;
};

/// What the objects of a part (or infinite) have in common.
struct PieceSurroundings {
  const PlaylistId& playlist;
  const PartGroup& group;
  const std::vector<std::string>& classes;
  const PlayoutState& state;
};

/// Appends the piece's objects.
void add_piece(std::vector<TimelineObject>& objects, const PieceOnTimeline& piece,
               const PieceSurroundings& around);

/// A Normal piece's enable, in its part's group.
Enable enable_inside_part(const PieceInstance& instance, const PartPlayoutTimings& timings,
                          const PartGroup& group);

}  // namespace takt::playout
