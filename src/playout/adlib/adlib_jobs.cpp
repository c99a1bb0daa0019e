#include "base/user_error.h"
#include "playout/adlib/find_pieces.h"
#include "playout/adlib/start_adlib.h"
#include "playout/adlib/stop_pieces.h"
#include "playout/handlers.h"
#include "playout/infinites.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

void check_active(const PlayoutModel& model) {
  if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
}

void check_no_hold(const PlayoutModel& model) {
  if (model.in_hold()) throw UserError(UserErrorKey::DuringHold);
}

void check_on_air(const PlayoutModel& model) {
  if (!model.playlist().currentPartInfo) throw UserError(UserErrorKey::NoCurrentPart);
}

PartInstanceModel& instance_of(PlayoutModel& model, const PartInstanceId& id) {
  PartInstanceModel* instance = model.find_instance(id);
  if (instance == nullptr) {
    throw std::runtime_error(fmt::format("PartInstance \"{}\" not found!", id));
  }
  return *instance;
}

PartInstanceModel& current_instance(PlayoutModel& model) {
  PartInstanceModel* current = model.current();
  if (current == nullptr) throw UserError(UserErrorKey::NoCurrentPart);
  return *current;
}

/// An adlib of a rundown with the same show style variant is safe to play.
bool is_safe(const PlayoutModel& model, const RundownId& id, const Rundown& playing) {
  const PlayoutRundown* rundown = model.find_rundown(id);
  return rundown != nullptr && (*rundown)->showStyleVariantId == playing.showStyleVariantId;
}

template <class T>
PlayableAdlib playable(const Doc<T>& adlib) {
  if (!adlib) throw UserError(UserErrorKey::AdlibNotFound);
  if (truthy(adlib->invalid) || truthy(adlib->floated)) {
    throw UserError(UserErrorKey::AdlibUnplayable);
  }
  return PlayableAdlib::of(*adlib, to_json(*adlib));
}

PlayableAdlib find_adlib(PlayoutModel& model, const AdlibPieceStartPayload& payload,
                         const Rundown& playing) {
  const DocumentView& documents = model.documents();
  if (payload.pieceType == "baseline") {
    auto adlib = documents.find<BaselineAdLibPiece>(payload.adLibPieceId);
    if (adlib && !is_safe(model, adlib->rundownId, playing)) adlib = nullptr;
    return playable(adlib);
  }
  if (payload.pieceType == "normal") {
    auto adlib = documents.find<AdLibPiece>(payload.adLibPieceId);
    if (adlib && !is_safe(model, adlib->rundownId, playing)) adlib = nullptr;
    return playable(adlib);
  }
  if (payload.pieceType != "bucket") throw UserError(UserErrorKey::AdlibNotFound);
  auto adlib = documents.find<BucketAdLib>(payload.adLibPieceId);
  if (adlib && adlib->studioId != model.context().studio_id()) adlib = nullptr;
  if (adlib && !(adlib->showStyleVariantId == playing.showStyleVariantId)) {
    throw UserError(UserErrorKey::BucketAdlibIncompatible);
  }
  return playable(adlib);
}

}  // namespace

Json adlib_piece_start(JobContext& context, const AdlibPieceStartPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_active(model);
    check_no_hold(model);
    const auto& current = model.playlist().currentPartInfo;
    const PartInstanceId wanted = payload.partInstanceId.value_or(PartInstanceId());
    const bool is_current = current && current->partInstanceId == wanted;
    if (!truthy(payload.queue) && !is_current) throw UserError(UserErrorKey::AdlibCurrentPart);
    PartInstanceModel& instance = instance_of(model, wanted);
    const Rundown& rundown = *model.rundown(instance->rundownId);
    const PlayableAdlib adlib = find_adlib(model, payload, rundown);
    start_or_queue_adlib(model, instance, adlib, truthy(payload.queue));
    return nullptr;
  });
}

Json start_sticky_piece(JobContext& context, const StickyPiecePayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_active(model);
    check_no_hold(model);
    check_on_air(model);
    PartInstanceModel& current = current_instance(model);
    const auto show_style = model.show_style(*model.rundown(current->rundownId));
    const SourceLayer* layer = show_style->source_layers.find(payload.sourceLayerId);
    if (layer == nullptr) {
      throw std::runtime_error(
          fmt::format("Source layer \"{}\" not found!", payload.sourceLayerId));
    }
    if (!truthy(layer->isSticky)) throw UserError(UserErrorKey::SourceLayerNotSticky);
    PieceSearch search;
    search.layers = {layer->_id};
    search.original_only = truthy(layer->stickyOriginalOnly);
    const auto last = find_last_piece_on_layer(model, search);
    if (!last) throw UserError(UserErrorKey::SourceLayerStickyNothingFound);
    start_or_queue_adlib(model, current, PlayableAdlib::of_played(last->piece, model.ids()), false);
    return nullptr;
  });
}

Json stop_pieces_on_source_layers(JobContext& context, const StopPiecesPayload& payload) {
  if (payload.sourceLayerIds.empty()) return nullptr;
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_active(model);
    check_no_hold(model);
    check_on_air(model);
    const PartInstanceId id = payload.partInstanceId.value_or(PartInstanceId());
    PartInstanceModel& instance = instance_of(model, id);
    const auto& timings = instance->timings;
    if (!timings || !truthy(timings->plannedStartedPlayback)) {
      throw std::runtime_error(fmt::format("Part \"{}\" has yet to start playback!", id));
    }
    const auto show_style = model.show_style(*model.rundown(instance->rundownId));
    const auto& layers = payload.sourceLayerIds;
    const auto stopped = stop_pieces(model, *show_style, instance, [&](const PieceInstance& piece) {
      return std::find(layers.begin(), layers.end(), piece.piece.sourceLayerId) != layers.end();
    });
    if (stopped.empty()) return nullptr;
    sync_playhead_infinites(model, model.current(), model.next());
    model.update_timeline();
    return nullptr;
  });
}

}  // namespace takt::playout
