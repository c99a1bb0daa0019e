#include "ingest/commit/playout.h"

#include "playout/model/playout_model.h"

namespace takt::ingest {

namespace {

void queue_data_changed(JobContext& job, const PlaylistId& playlist, const RundownId& rundown) {
  job.queue_events_job("rundownDataChanged", JsonObject{{"playlistId", playlist.str()},
                                                        {"rundownId", rundown.str()}});
}

}  // namespace

void queue_timeline_update(JobContext& job, const PlaylistId& playlist) {
  QueueOptions options;
  options.debounce_ms = 1000;
  job.queue_studio_job("updateTimelineAfterIngest", JsonObject{{"playlistId", playlist.str()}},
                       options);
}

void update_playout(JobContext& job, const PlaylistLock& lock, const IngestModel& ingest,
                    const std::unordered_set<PartId>&) {
  playout::PlayoutModel model(job, lock);
  for (const auto& rundown : model.rundowns()) rundown->update_adlib_testing_rank();
  model.update_quick_loop();
  const RundownId rundown = ingest.rundown_id();
  model.after_save([rundown](playout::PlayoutModel& saved) {
    queue_data_changed(saved.context(), saved.id(), rundown);
    queue_timeline_update(saved.context(), saved.id());
  });
  model.save();
}

void update_playout_after_move(JobContext& job, const PlaylistLock& lock,
                               const Opt<RundownId>&, const Opt<RundownId>&) {
  playout::PlayoutModel model(job, lock);
  if (model.active()) queue_timeline_update(job, lock.id());
  model.save();
}

}  // namespace takt::ingest
