// Leaving out the next piece of those that can be, and taking that back.

#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/pieces/piece_order.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

/// A layer without a rank, or with the rank 0, sorts before all others.
constexpr double kNoRank = -9999;

PieceInstanceModel* next_piece(const PartInstanceModel& instance,
                               const OrderedMap<SourceLayer>& layers, double now_in_part,
                               bool undo) {
  std::vector<PieceInstanceModel*> pieces = instance.pieces();
  std::erase_if(pieces, [&](const PieceInstanceModel* piece) {
    const SourceLayer* layer = layers.find((*piece)->piece.sourceLayerId);
    return layer == nullptr || !truthy(layer->allowDisable) || truthy((*piece)->piece.virtual_) ||
           (*piece)->piece.pieceType != PieceType::Normal;
  });
  const auto rank = [&](const PieceInstanceModel* piece) {
    const double own = layers.find((*piece)->piece.sourceLayerId)->_rank;
    return own != 0 ? own : kNoRank;
  };
  std::stable_sort(pieces.begin(), pieces.end(),
                   [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
  std::stable_sort(pieces.begin(), pieces.end(), [&](const auto* a, const auto* b) {
    return compare_piece_start((**a).piece, (**b).piece, now_in_part) < 0;
  });
  if (undo) std::reverse(pieces.begin(), pieces.end());
  for (PieceInstanceModel* piece : pieces) {
    const auto start = (*piece)->piece.enable.start_number();
    if (start && *start >= now_in_part && truthy((*piece)->disabled) == undo) return piece;
  }
  return nullptr;
}

}  // namespace

Json disable_next_piece(JobContext& context, const DisableNextPiecePayload& payload) {
  const bool undo = truthy(payload.undo);
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
    if (!model.playlist().currentPartInfo) throw UserError(UserErrorKey::NoCurrentPart);
    PartInstanceModel* current = model.current();
    if (current == nullptr) throw std::runtime_error("The current PartInstance was not found!");
    const auto show_style = model.show_style(*model.rundown((*current)->rundownId));
    double now_in_part = 0;
    if ((*current)->timings && truthy((*current)->timings->plannedStartedPlayback)) {
      now_in_part = model.now() - *(*current)->timings->plannedStartedPlayback;
    }
    std::vector<std::pair<PartInstanceModel*, double>> places{{current, now_in_part}};
    if (PartInstanceModel* next = model.next()) places.emplace_back(next, 0);
    if (undo) std::reverse(places.begin(), places.end());
    for (const auto& [instance, from] : places) {
      PieceInstanceModel* piece = next_piece(*instance, show_style->source_layers, from, undo);
      if (piece == nullptr) continue;
      piece->set_disabled(!undo);
      model.update_timeline();
      return nullptr;
    }
    throw UserError(UserErrorKey::DisableNoPieceFound);
  });
}

}  // namespace takt::playout
