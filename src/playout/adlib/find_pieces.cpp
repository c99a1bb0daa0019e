#include "playout/adlib/find_pieces.h"

#include "model/overrides.h"

namespace takt::playout {

namespace {

bool on_layers(const PieceSearch& search, const PieceGeneric& piece) {
  const auto& layers = search.layers;
  return std::find(layers.begin(), layers.end(), piece.sourceLayerId) != layers.end();
}

/// Null asks for a member that is null or not there.
bool fits_filter(const PieceSearch& search, const Opt<Json>& private_data) {
  if (!search.private_data_filter.is_object()) return true;
  for (const auto& wanted : search.private_data_filter.get_object()) {
    const Json* value =
        private_data ? value_at_path(*private_data, std::string_view(wanted.key())) : nullptr;
    const bool fits = value == nullptr ? wanted.value().is_null() : *value == wanted.value();
    if (!fits) return false;
  }
  return true;
}

bool wants(const PlayoutModel& model, const PieceSearch& search, const PieceInstance& piece) {
  const Playlist& playlist = model.playlist();
  if (!piece.plannedStartedPlayback || !on_layers(search, piece.piece)) return false;
  if (piece.playlistActivationId.as_optional() != playlist.activationId.as_optional()) return false;
  if (search.original_only && !piece.dynamicallyInserted.absent()) return false;
  if (search.exclude_current_part && playlist.currentPartInfo &&
      piece.partInstanceId == playlist.currentPartInfo->partInstanceId) {
    return false;
  }
  return fits_filter(search, piece.piece.privateData);
}

/// 'now' counts as the very latest.
bool starts_later(const Piece& a, const Piece& b) {
  if (a.enable.is_now() || b.enable.is_now()) return a.enable.is_now() && !b.enable.is_now();
  return a.enable.start_number().value_or(0) > b.enable.start_number().value_or(0);
}

}  // namespace

Doc<PieceInstance> find_last_piece_on_layer(PlayoutModel& model, const PieceSearch& search) {
  Doc<PieceInstance> last;
  for (const RundownId& rundown : model.rundown_ids()) {
    for (const auto& piece :
         model.documents().by<PieceInstance>(Index::rundown, rundown.str())) {
      if (!wants(model, search, *piece)) continue;
      const auto key = [](const PieceInstance& p) { return *p.plannedStartedPlayback; };
      const bool later = !last || key(*piece) > key(*last) ||
                         (key(*piece) == key(*last) && piece->_id < last->_id);
      if (later) last = piece;
    }
  }
  return last;
}

Doc<Piece> find_last_scripted_piece_on_layer(PlayoutModel& model, const PieceSearch& search) {
  const PartInstanceModel* current = model.current();
  if (current == nullptr || !model.active()) return nullptr;
  const auto fits = [&](const Piece& piece) {
    return piece.startPartId && on_layers(search, piece) &&
           fits_filter(search, piece.privateData) &&
           !(search.exclude_current_part && piece.startPartId == (*current)->part._id);
  };
  // The reference compares ranks although those of different segments have nothing to do with one
  // another: a part of a later segment can be found.
  const auto& parts = model.ordered_parts();
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if ((*part)->_rank > (*current)->part._rank) continue;
    std::vector<Doc<Piece>> pieces = model.documents().by<Piece>(Index::part, (*part)->_id.str());
    std::erase_if(pieces, [&](const Doc<Piece>& piece) { return !fits(*piece); });
    if (pieces.empty()) continue;
    double now_in_part = 0;
    if ((*current)->timings && truthy((*current)->timings->plannedStartedPlayback)) {
      now_in_part = model.now() - *(*current)->timings->plannedStartedPlayback;
    }
    Doc<Piece> best;
    for (const auto& piece : pieces) {
      const auto start = piece->enable.start_number();
      if (start && *start > now_in_part) continue;
      if (!best || starts_later(*piece, *best)) best = piece;
    }
    return best;
  }
  return nullptr;
}

}  // namespace takt::playout
