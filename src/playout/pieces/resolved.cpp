#include "playout/pieces/resolved.h"

namespace takt::playout {

ResolvedPiece resolve_piece(const PrunedPiece& piece, const PartTimes& times) {
  const PieceInstance& instance = *piece.instance;
  ResolvedPiece resolved{&instance, 0, std::nullopt, piece.priority};
  resolved.start = instance.piece.enable.start_number().value_or(times.now_in_part);
  if (truthy(instance.piece.enable.isAbsolute)) resolved.start -= times.now - times.now_in_part;

  const auto limit = [&](double duration) {
    resolved.duration = std::min(duration, resolved.duration.value_or(duration));
  };
  if (piece.end_cap) {
    limit(piece.end_cap->ms + (piece.end_cap->from_now ? times.now_in_part : 0) - resolved.start);
  }
  if (instance.piece.enable.duration) limit(*instance.piece.enable.duration);
  if (instance.userDuration && instance.userDuration->endRelativeToPart) {
    limit(*instance.userDuration->endRelativeToPart - resolved.start);
  }
  return resolved;
}

std::vector<ResolvedPiece> resolved_pieces_of_part(const OrderedMap<SourceLayer>& source_layers,
                                                   PieceInstanceSpan pieces,
                                                   const PartTimes& times) {
  std::vector<ResolvedPiece> resolved;
  for (const PrunedPiece& piece : prune_piece_instances(source_layers, pieces, times)) {
    resolved.push_back(resolve_piece(piece, times));
  }
  return resolved;
}

}  // namespace takt::playout
