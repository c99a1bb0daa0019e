#pragma once

// Which pieces on air travel with the playhead into another part: on-change infinites, and on-end
// ones that were inserted while playing (spec/playout.md section 6). Pure functions.

#include <vector>

#include "playout/pieces/infinites.h"

namespace takt::playout {

/// Of `pieces` (the playing part's), by layer in order of appearance.
std::vector<const PieceInstance*> pieces_carried_by_playhead(const InfinitesInput& input,
                                                             PieceInstanceSpan pieces);

/// All rundowns from the playing part's to the new one have the same show style.
bool show_style_goes_on(const InfinitesInput& input);

}  // namespace takt::playout
