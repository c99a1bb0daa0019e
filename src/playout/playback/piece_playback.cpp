#include "base/log.h"
#include "playout/playback/part_playback.h"

namespace takt::playout {

namespace {

PieceInstanceModel& find_piece(PlayoutModel& model, PartInstanceModel& instance,
                               const PieceInstanceId& id) {
  PieceInstanceModel* piece = instance.find_piece(id);
  if (piece == nullptr) {
    throw std::runtime_error(fmt::format("PieceInstance \"{}\" in RundownPlaylist \"{}\" not found!",
                                         instance.id(), model.id()));
  }
  return *piece;
}

bool plays(const PieceInstance& piece) {
  return truthy(piece.reportedStartedPlayback) && !truthy(piece.reportedStoppedPlayback);
}

/// The copy of an infinite in the next part gets the same start, so that it has it after a take.
void report_to_continuations(PlayoutModel& model, const PartInstanceModel& instance,
                             const PieceInstance& piece, Time time) {
  PartInstanceModel* next = model.next();
  if (!piece.infinite || next == nullptr || next == &instance) return;
  for (PieceInstanceModel* other : next->pieces()) {
    const auto& infinite = (*other)->infinite;
    if (!infinite || infinite->infiniteInstanceId != piece.infinite->infiniteInstanceId) continue;
    other->set_reported_started(time);
    if (!model.multi_gateway()) other->set_planned_started(time);
  }
}

}  // namespace

void on_piece_started(PlayoutModel& model, const PartInstanceId& part, const PieceInstanceId& id,
                      Time time) {
  if (!model.active()) {
    log::warning("Piece started in the inactive RundownPlaylist \"{}\"", model.id());
    return;
  }
  PartInstanceModel* instance = model.find_instance(part);
  if (instance == nullptr) {
    throw std::runtime_error(fmt::format("PartInstance \"{}\" in RundownPlaylist \"{}\" not found!",
                                         part, model.id()));
  }
  PieceInstanceModel& piece = find_piece(model, *instance, id);
  if (plays(*piece) || !piece.set_reported_started(time)) return;
  if (!model.multi_gateway()) piece.set_planned_started(time);
  report_to_continuations(model, *instance, *piece, time);
  model.queue_timing_event(instance->id());
}

void on_piece_stopped(PlayoutModel& model, const PartInstanceId& part, const PieceInstanceId& id,
                      Time time) {
  if (!model.active()) {
    log::warning("Piece stopped in the inactive RundownPlaylist \"{}\"", model.id());
    return;
  }
  // An unknown part is reported by its own stop.
  PartInstanceModel* instance = model.find_instance(part);
  if (instance == nullptr) return;
  PieceInstanceModel& piece = find_piece(model, *instance, id);
  if (!plays(*piece) || !piece.set_reported_stopped(time)) return;
  if (!model.multi_gateway()) piece.set_planned_stopped(time);
  model.queue_timing_event(piece->partInstanceId);
}

}  // namespace takt::playout
