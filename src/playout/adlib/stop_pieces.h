#pragma once

// Ending pieces that play now (spec/playout.md section 5).

#include <functional>

#include "playout/model/playout_model.h"

namespace takt::playout {

/// Ends those pieces of the current part that `wanted` accepts, now or `offset_ms` later. Pieces that
/// last until something ends get a virtual piece on their layer instead of an end. Gives the ids of
/// the pieces that were stopped. Throws when the part hasn't begun.
std::vector<PieceInstanceId> stop_pieces(PlayoutModel& model, const ShowStyle& show_style,
                                         PartInstanceModel& current,
                                         const std::function<bool(const PieceInstance&)>& wanted,
                                         double offset_ms = 0);

}  // namespace takt::playout
