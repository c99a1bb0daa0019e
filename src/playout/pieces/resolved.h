#pragma once

// Piece instances with start and duration as plain numbers: what blueprints see and what stopping
// pieces works on. Pure functions.

#include <optional>
#include <vector>

#include "playout/pieces/prune.h"

namespace takt::playout {

struct ResolvedPiece {
  const PieceInstance* instance = nullptr;
  /// ms; relative to the part, or epoch in the results of resolved_pieces_for_timeline.
  double start = 0;
  std::optional<double> duration;
  double priority = 0;
};

ResolvedPiece resolve_piece(const PrunedPiece& piece, const PartTimes& times);

/// Prunes and resolves one part's pieces; relative to the part.
std::vector<ResolvedPiece> resolved_pieces_of_part(const OrderedMap<SourceLayer>& source_layers,
                                                   PieceInstanceSpan pieces,
                                                   const PartTimes& times);

}  // namespace takt::playout
