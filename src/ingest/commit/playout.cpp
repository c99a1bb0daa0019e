#include "ingest/commit/playout.h"

#include "ingest/commit/part_instances.h"
#include "ingest/sync/sync_instances.h"
#include "playout/model/playout_model.h"
#include "playout/next/next_part.h"
#include "playout/timers/t_timers.h"

namespace takt::ingest {

namespace {

/// Several ingest jobs in a row cause one timeline.
constexpr double kTimelineDebounceMs = 1000;

void queue_data_changed(JobContext& job, const PlaylistId& playlist, const RundownId& rundown) {
  job.queue_events_job("rundownDataChanged",
                       JsonObject{{"playlistId", playlist.str()}, {"rundownId", rundown.str()}});
}

/// Instances of a rundown that came into the playlist, and whose parts are gone.
void release_inserted(DocumentView& documents, const PlaylistId& playlist_id,
                      const RundownId& rundown) {
  release_instances(documents, rundown, *documents.find<Playlist>(playlist_id),
                    [&](const PartId& id) {
                      const auto part = documents.find<Part>(id);
                      return part && part->rundownId == rundown;
                    });
}

}  // namespace

void queue_timeline_update(JobContext& job, const PlaylistId& playlist) {
  QueueOptions options;
  options.debounce_ms = kTimelineDebounceMs;
  job.queue_studio_job("updateTimelineAfterIngest", JsonObject{{"playlistId", playlist.str()}},
                       options);
}

void update_playout(JobContext& job, const PlaylistLock& lock, const IngestModel& ingest,
                    const std::unordered_set<PartId>& changed_parts) {
  playout::PlayoutModel model(job, lock);
  for (const auto& rundown : model.rundowns()) rundown->update_adlib_testing_rank();
  sync_part_instances(model, ingest, changed_parts);
  model.update_quick_loop();
  playout::ensure_next_part_is_valid(model);
  playout::recalculate_t_timer_projections(model);
  const RundownId rundown = ingest.rundown_id();
  model.after_save([rundown](playout::PlayoutModel& saved) {
    queue_data_changed(saved.context(), saved.id(), rundown);
    queue_timeline_update(saved.context(), saved.id());
  });
  model.save();
}

void update_playout_after_move(JobContext& job, const PlaylistLock& lock,
                               const Opt<RundownId>& inserted) {
  if (inserted) release_inserted(job.documents(), lock.id(), *inserted);
  playout::PlayoutModel model(job, lock);
  const bool timeline_changes = playout::ensure_next_part_is_valid(model);
  playout::recalculate_t_timer_projections(model);
  if (model.active() || timeline_changes) queue_timeline_update(job, lock.id());
  model.save();
}

}  // namespace takt::ingest
