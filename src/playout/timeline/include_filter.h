#pragma once

// Which of a piece's objects belong on the timeline: by hold and on-air mode, and not once the
// piece is over for certain. Pure functions.

#include "model/timeline.h"
#include "playout/pieces/prune.h"

namespace takt::playout {

struct PlayoutState {
  bool is_rehearsal = false;
  bool is_in_hold = false;
  /// Keep objects with hold mode EXCEPT in a hold: for infinites, which belong to both of its
  /// sides.
  bool keep_except_objects = false;
};

bool belongs_on_timeline(const TimelineObject& object, const PlayoutState& state);

/// Over for more than a second. Pieces with side effects and out transitions are kept.
bool is_definitely_over(const PrunedPiece& piece, double now_in_part);

}  // namespace takt::playout
