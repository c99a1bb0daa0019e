#include "playout/handlers.h"
#include "playout/hooks/generate_timeline.h"
#include "playout/run_playout_job.h"
#include "playout/studio/studio_timeline.h"

namespace takt::playout {

Json update_timeline(JobContext& context, const NoPayload&) {
  const auto active = active_playlists(context);
  if (active.size() > 1) throw std::runtime_error("Too many active playlists");
  if (active.empty()) {
    generate_studio_timeline_document(context);
    return nullptr;
  }
  return run_playout_job(context, active.front()->_id, [](PlayoutModel& model) -> Json {
    model.update_timeline();
    return nullptr;
  });
}

Json update_timeline_after_ingest(JobContext& context, const PlaylistPayload& payload) {
  const PlaylistLock lock = context.lock_playlist(payload.playlistId);
  const auto playlist = context.documents().find<Playlist>(payload.playlistId);
  if (!playlist || !playlist->activationId) return nullptr;
  if (!playlist->currentPartInfo && !playlist->nextPartInfo) return nullptr;
  PlayoutModel model(context, lock);
  // A part that isn't reported as started yet will be, and the timeline follows then. Before that a
  // new one would confuse the gateway's times.
  const PartInstanceModel* current = model.current();
  const bool starts = current != nullptr && (!(*current)->timings ||
                                             !truthy((*current)->timings->reportedStartedPlayback));
  if (model.multi_gateway() || !starts) model.update_timeline();
  model.save();
  return nullptr;
}

Json update_studio_baseline(JobContext& context, const NoPayload&) {
  if (!active_playlists(context).empty()) return false;
  Json reason = outdated_baseline_reason(context);
  generate_studio_timeline_document(context);
  return reason;
}

}  // namespace takt::playout
