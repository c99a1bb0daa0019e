// A single gateway tells when objects that start 'now' really started.

#include "base/log.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"
#include "playout/studio/studio_timeline.h"

namespace takt::playout {

namespace {

using Pieces = std::vector<Doc<PieceInstance>>;

/// 'now' in an object's enable becomes `time`.
bool fix_now(Json& enable, Time time) {
  if (enable.is_array()) {
    bool fixed = false;
    for (Json& each : enable.get_array()) fixed = fix_now(each, time) || fixed;
    return fixed;
  }
  const Json* start = member(enable, "start");
  if (start == nullptr || !start->is_string() || start->get_string() != "now") return false;
  enable.get_object()["start"] = number(time);
  enable.get_object()["setFromNow"] = true;
  return true;
}

double part_delay(JobContext& context, const PartInstanceId& id) {
  const auto instance = context.documents().find<PartInstance>(id);
  return instance && instance->partPlayoutTimings ? instance->partPlayoutTimings->toPartDelay : 0;
}

/// Gives the adlib that the object plays its start. Gives when the adlib was inserted.
std::optional<Time> fix_piece(JobContext& context, const Json& object, Time time, Pieces& pieces) {
  const Json* meta = member(object, "metaData");
  const std::string id = meta != nullptr ? string_member(*meta, "triggerPieceInstanceId") : "";
  const auto found = std::find_if(pieces.begin(), pieces.end(),
                                  [&](const auto& piece) { return piece->_id.str() == id; });
  if (found == pieces.end()) return std::nullopt;
  PieceInstance piece = **found;
  if (!piece.dynamicallyInserted || !piece.piece.enable.is_now()) return std::nullopt;
  piece.piece.enable.start = number(time - part_delay(context, piece.partInstanceId));
  *found = std::make_shared<const PieceInstance>(piece);
  context.documents().put_shared<PieceInstance>(*found);
  return piece.dynamicallyInserted.as_optional();
}

/// Earlier adlibs that still wait for their 'now' have been replaced before they could be seen.
void remove_overtaken(JobContext& context, const Pieces& pieces, Time inserted) {
  for (const auto& piece : pieces) {
    const bool overtaken = !truthy(piece->disabled) && piece->dynamicallyInserted &&
                           *piece->dynamicallyInserted <= inserted && piece->piece.enable.is_now();
    if (overtaken) context.documents().remove<PieceInstance>(piece->_id);
  }
}

void apply(JobContext& context, const std::vector<TriggerTimeResult>& results,
           const Playlist* playlist) {
  const auto timeline = context.documents().find<TimelineDocument>(context.studio_id());
  if (!timeline) return;
  Pieces pieces;
  if (playlist != nullptr && playlist->currentPartInfo) {
    pieces = context.documents().by<PieceInstance>(
        Index::part_instance, playlist->currentPartInfo->partInstanceId.str());
  }
  Json objects = parse_json(timeline->timelineBlob);
  bool changed = false;
  std::optional<Time> last_inserted;
  for (const TriggerTimeResult& result : results) {
    for (Json& object : objects.as_array()) {
      if (string_member(object, "id") != result.id) continue;
      if (Json* enable = object.as_object().if_contains("enable")) {
        changed = fix_now(*enable, result.time) || changed;
      }
      if (const auto inserted = fix_piece(context, object, result.time, pieces)) {
        last_inserted = std::max(last_inserted.value_or(*inserted), *inserted);
      }
      break;
    }
  }
  if (last_inserted) remove_overtaken(context, pieces, *last_inserted);
  if (!changed) return;
  TimelineDocument document = *timeline;
  document.timelineHash = TimelineHash(context.ids().next());
  document.generated = context.now();
  document.timelineBlob = dump(objects);
  context.documents().put(std::move(document));
}

}  // namespace

Json on_timeline_trigger_time(JobContext& context, const TriggerTimePayload& payload) {
  if (payload.results.empty()) return nullptr;
  if (is_multi_gateway_studio(context)) {
    log::warning("Ignoring trigger times in a studio whose timeline has no 'now'");
    return nullptr;
  }
  const auto active = active_playlists(context);
  if (active.size() != 1) {
    apply(context, payload.results, nullptr);
    return nullptr;
  }
  const PlaylistLock lock = context.lock_playlist(active.front()->_id);
  // What was next may have become current while the lock was waited for.
  const auto playlist = context.documents().find<Playlist>(lock.id());
  apply(context, payload.results, playlist.get());
  return nullptr;
}

}  // namespace takt::playout
