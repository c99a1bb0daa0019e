#pragma once

// The order in which the pieces of one part play. Pure; `now_in_part` (ms) stands in for "now".

#include <span>
#include <vector>

#include "model/piece.h"

namespace takt::playout {

/// Instances are passed as pointers throughout pieces/ and timeline/: nothing is copied, and the
/// documents must outlive the result.
using PieceInstanceSpan = std::span<const PieceInstance* const>;

/// Out transitions last; then by start; in transitions first; then by id. <0, 0, >0.
int compare_piece_start(const Piece& a, const Piece& b, double now_in_part);

/// Stable sort by compare_piece_start.
void sort_by_start(std::vector<const PieceInstance*>& pieces, double now_in_part);
void sort_by_start(std::vector<const Piece*>& pieces, double now_in_part);

}  // namespace takt::playout
