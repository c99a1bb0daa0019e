#include "playout/hold/hold.h"

#include "playout/adlib/stop_pieces.h"

namespace takt::playout {

namespace {

/// A clip goes on where it is, not from its beginning.
Json content_seeked(const PieceInstance& piece, Time now) {
  Json content = piece.piece.content;
  const Json* file = member(content, "fileName");
  const Json* duration = member(content, "sourceDuration");
  if (!truthy(file) || !truthy(duration) || !truthy(piece.plannedStartedPlayback)) return content;
  const double played_ms = now - *piece.plannedStartedPlayback;
  const double seek = std::min(as_number(*duration).value_or(played_ms), played_ms);
  content.get_object()["seek"] = number(seek);
  return content;
}

}  // namespace

void begin_hold(PlayoutModel& model, PartInstanceModel* from, PartInstanceModel& to) {
  if (from == nullptr) throw std::runtime_error("previousPart not found!");
  model.set_hold_state(HoldState::ACTIVE);
  for (PieceInstanceModel* piece : from->pieces()) {
    if (!truthy((*piece)->piece.extendOnHold) || (*piece)->infinite) continue;
    piece->prepare_for_hold(model.ids());
    PieceInstanceModel& held = to.insert_held(**piece, model.now());
    held.set_content(content_seeked(**piece, model.now()));
  }
}

void complete_hold(PlayoutModel& model, const ShowStyle& show_style, PartInstanceModel* current) {
  model.set_hold_state(HoldState::COMPLETE);
  if (!model.playlist().currentPartInfo) return;
  if (current == nullptr) throw std::runtime_error("currentPart not found!");
  stop_pieces(model, show_style, *current, [](const PieceInstance& piece) {
    return piece.infinite && truthy(piece.infinite->fromHold);
  });
}

}  // namespace takt::playout
