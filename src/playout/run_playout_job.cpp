#include "playout/run_playout_job.h"

#include "jobs/load_timer.h"

namespace takt::playout {

namespace {

std::shared_ptr<PlayoutModel> load(JobContext& context, const PlaylistLock& lock) {
  const LoadTimer loading(context.phases());
  return std::make_shared<PlayoutModel>(context, lock);
}

Json run(JobContext& context, const PlaylistLock& lock, const PlayoutWork& work) {
  const std::shared_ptr<PlayoutModel> model = load(context, lock);
  context.keep_until_done(model);
  Json result = work(*model);
  model->save();
  return result;
}

}  // namespace

Json run_playout_job(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work) {
  return run(context, context.lock_playlist(playlist), work);
}

void run_playout_step(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work) {
  PlaylistLock lock = context.lock_playlist(playlist);
  run(context, lock, work);
  context.commit_step(std::move(lock));
}

std::vector<Doc<Playlist>> active_playlists(JobContext& context, const PlaylistId& except) {
  auto playlists = context.documents().all<Playlist>();
  std::erase_if(playlists, [&](const Doc<Playlist>& playlist) {
    return playlist->studioId != context.studio_id() || !playlist->activationId ||
           playlist->_id == except;
  });
  return playlists;
}

}  // namespace takt::playout
