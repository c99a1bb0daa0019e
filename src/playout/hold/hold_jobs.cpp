#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

void check_hold_is_possible(const Playlist& playlist) {
  if (!playlist.activationId) throw UserError(UserErrorKey::InactiveRundown);
  if (!playlist.currentPartInfo) throw UserError(UserErrorKey::NoCurrentPart);
  if (!playlist.nextPartInfo) throw UserError(UserErrorKey::HoldNeedsNextPart);
  if (playlist.holdState.value_or(HoldState::NONE) != HoldState::NONE) {
    throw UserError(UserErrorKey::HoldAlreadyActive);
  }
}

void check_parts_fit(PlayoutModel& model) {
  const PartInstanceModel* current = model.current();
  const PartInstanceModel* next = model.next();
  if (current == nullptr || next == nullptr) {
    throw std::runtime_error("The current or next PartInstance was not found!");
  }
  if (!((*current)->part.holdMode == HoldMode::FROM) ||
      !((*next)->part.holdMode == HoldMode::TO) ||
      (*current)->part.segmentId != (*next)->part.segmentId) {
    throw UserError(UserErrorKey::HoldIncompatibleParts);
  }
  for (const PieceInstanceModel* piece : current->pieces()) {
    if (!truthy((*piece)->dynamicallyInserted)) continue;
    // One that goes on from before, a graphic most likely, does no harm.
    const auto& infinite = (*piece)->infinite;
    const bool goes_on = infinite && (truthy(infinite->fromPreviousPart) ||
                                      truthy(infinite->fromPreviousPlayhead));
    if (!goes_on) throw UserError(UserErrorKey::HoldAfterAdlib);
  }
}

}  // namespace

Json activate_hold(JobContext& context, const PlaylistPayload& payload) {
  if (!truthy(context.studio().settings.allowHold)) return nullptr;
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    check_hold_is_possible(model.playlist());
    check_parts_fit(model);
    model.set_hold_state(HoldState::PENDING);
    model.update_timeline();
    return nullptr;
  });
}

// Also where holds aren't allowed: it is the way out of one.
Json deactivate_hold(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
    if (!(model.playlist().holdState == HoldState::PENDING)) {
      throw UserError(UserErrorKey::HoldNotCancelable);
    }
    model.set_hold_state(HoldState::NONE);
    model.update_timeline();
    return nullptr;
  });
}

}  // namespace takt::playout
