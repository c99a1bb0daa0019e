#pragma once

// The infinite pieces of the current part. Each stands in a group of its own beside the part group:
// the piece may have begun in an earlier part and outlive this one. Pure function.

#include "playout/timeline/piece_group.h"

namespace takt::playout {

struct InfiniteContext {
  const Playlist& playlist;
  const TimelinePart& current;
  const PartGroup& current_group;
  const PartPlayoutTimings* next_timings = nullptr;
  bool multi_gateway = false;
  Time now = 0;
};

struct InfiniteNeighbours {
  /// The same infinite was in a previous part.
  bool in_previous = false;
  /// The same infinite in the next part, when that follows by itself; nullptr otherwise.
  const PrunedPiece* in_next = nullptr;
};

void add_infinite(std::vector<TimelineObject>& objects, const PrunedPiece& piece,
                  const InfiniteContext& context, const InfiniteNeighbours& neighbours);

}  // namespace takt::playout
