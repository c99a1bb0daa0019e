// Playing a planned piece as an adlib.

#include "base/user_error.h"
#include "playout/adlib/execute_action.h"
#include "playout/adlib/start_adlib.h"
#include "playout/handlers.h"
#include "playout/infinites.h"
#include "playout/pieces/resolved.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

// Values of Piece::allowDirectPlay.type.
constexpr std::string_view kAsAdlib = "adlib";
constexpr std::string_view kAsAction = "action";

/// What is on air can't also be played as an adlib.
void check_is_not_live(PlayoutModel& model, PartInstanceModel& current,
                       const PieceInstance& piece) {
  const Time now = model.now();
  if (!truthy(piece.plannedStartedPlayback) || *piece.plannedStartedPlayback > now) return;
  const auto show_style = model.show_style(*model.rundown(current->rundownId));
  const auto documents = current.piece_documents();
  for (const ResolvedPiece& resolved : resolved_pieces_of_part(
           show_style->source_layers, documents, PartTimes::of(now, *current))) {
    if (resolved.instance->_id != piece._id || !resolved.duration) continue;
    // The reference compares the end within the part with the time of day, which only an infinite
    // can be caught by.
    if (piece.infinite || resolved.start + *resolved.duration >= now) {
      throw UserError(UserErrorKey::PieceAsAdlibCurrentlyLive);
    }
  }
}

void play_as_adlib(PlayoutModel& model, PartInstanceModel& current, const Piece& piece,
                   PieceInstanceModel* original) {
  current.insert_adlib(
      generic_piece(to_json(piece).as_object(), PlayAs::in_current_part, model.ids()),
      piece._id.str(), model.ids(), model.now());
  if (original != nullptr && (*original)->partInstanceId == current.id()) {
    check_is_not_live(model, current, **original);
    original->set_disabled(true);
  }
  sync_playhead_infinites(model, model.current(), model.next());
  model.update_timeline();
}

void run_action(PlayoutModel& model, PartInstanceModel& current, const Json& direct) {
  ActionCall call;
  call.action_id = string_member(direct, "actionId");
  if (const Json* data = member(direct, "userData")) call.user_data = *data;
  run_execute_action(model, model.rundown(current->rundownId), call);
}

}  // namespace

Json take_piece_as_adlib_now(JobContext& context, const TakePieceAsAdlibPayload& payload) {
  if (!truthy(context.studio().settings.allowPieceDirectPlay)) return nullptr;
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
    if (model.in_hold()) throw UserError(UserErrorKey::DuringHold);
    const auto& info = model.playlist().currentPartInfo;
    if (!info || info->partInstanceId != payload.partInstanceId.value_or(PartInstanceId())) {
      throw UserError(UserErrorKey::AdlibCurrentPart);
    }
    PartInstanceModel* current = model.current();
    if (current == nullptr) throw UserError(UserErrorKey::InactiveRundown);
    const std::string& id = payload.pieceInstanceIdOrPieceIdToCopy;
    PieceInstanceModel* original = model.find_piece_instance(PieceInstanceId(id)).piece;
    std::optional<Piece> piece;
    if (original != nullptr) {
      piece = (*original)->piece;
    } else if (const auto planned = model.documents().find<Piece>(PieceId(id));
               planned && planned->startRundownId &&
               model.find_rundown(*planned->startRundownId) != nullptr) {
      piece = *planned;
    }
    if (!piece) throw UserError(UserErrorKey::PieceAsAdlibNotFound);
    const Json direct = piece->allowDirectPlay.value_or(Json());
    const std::string type = string_member(direct, "type");
    if (type == kAsAdlib) {
      play_as_adlib(model, *current, *piece, original);
    } else if (type == kAsAction) {
      run_action(model, *current, direct);
    } else {
      throw UserError(UserErrorKey::PieceAsAdlibNotDirectPlayable);
    }
    return nullptr;
  });
}

}  // namespace takt::playout
