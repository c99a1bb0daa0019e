#include "playout/adlib/stop_pieces.h"

#include "playout/pieces/infinites.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {

std::vector<PieceInstanceId> stop_pieces(PlayoutModel& model, const ShowStyle& show_style,
                                         PartInstanceModel& current,
                                         const std::function<bool(const PieceInstance&)>& wanted,
                                         double offset_ms) {
  if (!current->timings || !current->timings->plannedStartedPlayback) {
    throw std::runtime_error(
        "Cannot stop pieceInstances when partInstance hasnt started playback");
  }
  const Time stop_at = model.now_in_playout() + offset_ms;
  const double stop_in_part = stop_at - *current->timings->plannedStartedPlayback;
  const auto documents = current.piece_documents();
  const PartTimes times = PartTimes::of(model.now(), *current);

  // Stopping changes the pieces that the resolved ones point at.
  std::vector<PieceInstanceId> stopped;
  for (const ResolvedPiece& resolved :
       resolved_pieces_of_part(show_style.source_layers, documents, times)) {
    const PieceInstance& piece = *resolved.instance;
    if (truthy(piece.piece.virtual_) || piece.userDuration || !wanted(piece)) continue;
    if (resolved.start > stop_in_part) continue;
    const auto& planned_stop = piece.plannedStoppedPlayback;
    if (truthy(planned_stop) && *planned_stop <= stop_at) continue;
    stopped.push_back(piece._id);
  }
  for (const PieceInstanceId& id : stopped) {
    PieceInstanceModel* piece = current.find_piece(id);
    if (is_on_end((*piece)->piece.lifespan)) {
      const Piece ends = (*piece)->piece;
      current.insert_virtual(stop_in_part, ends, model.ids(), model.now());
    } else {
      piece->set_end_in_part(stop_in_part);
    }
  }
  return stopped;
}

}  // namespace takt::playout
