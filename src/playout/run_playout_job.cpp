#include "playout/run_playout_job.h"

namespace takt::playout {

Json run_playout_job(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work) {
  const PlaylistLock lock = context.lock_playlist(playlist);
  PlayoutModel model(context, lock);
  Json result = work(model);
  model.save();
  return result;
}

void run_playout_step(JobContext& context, const PlaylistId& playlist, const PlayoutWork& work) {
  PlaylistLock lock = context.lock_playlist(playlist);
  {
    PlayoutModel model(context, lock);
    work(model);
    model.save();
  }
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
