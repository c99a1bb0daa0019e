#pragma once

// Lookahead: what comes next on a layer is put there early, below everything else, so that a device
// can load it (spec/playout.md section 10, "Lookahead"). Per mapping with a lookahead mode: objects
// of the parts on the timeline get an end (their own start), objects of later parts wait with a
// priority that falls with their distance. Pure functions.

#include "jobs/studio_settings.h"
#include "playout/timeline/selected_parts.h"

namespace takt::playout {

/// Parts after the next one.
struct FutureParts {
  std::function<std::vector<Doc<Part>>(size_t count)> after_playhead;
  std::function<std::vector<Doc<Piece>>(const PartId&)> pieces_of_part;
};

struct LookaheadInput {
  const Playlist& playlist;
  const OrderedMap<Mapping>& mappings;
  const TimelineParts& parts;
  const FutureParts& future;
};

std::vector<TimelineObject> lookahead_objects(const LookaheadInput& input);

}  // namespace takt::playout
