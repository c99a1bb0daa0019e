#include "ingest/playlist/playlist_jobs.h"

#include <stdexcept>

#include "ingest/playlist/move_rundown.h"
#include "ingest/removal.h"
#include "playout/activation/activation.h"
#include "playout/model/playout_model.h"

namespace takt::ingest {

namespace {

/// One step each, so that no two rundowns are locked at a time. While one is busy the job is put
/// aside, and run again when it isn't: it goes on with what is left.
Json remove_playlist(JobContext& job, const PlaylistPayload& payload) {
  DocumentView& documents = job.documents();
  {
    PlaylistLock lock = job.lock_playlist(payload.playlistId);
    if (documents.find<Playlist>(payload.playlistId))
      remove_playlist_documents(documents, payload.playlistId);
    job.commit_step(std::move(lock));
  }
  for (const auto& rundown : documents.by<Rundown>(Index::playlist, payload.playlistId.str())) {
    RundownLock lock = job.lock_rundown(rundown->_id);
    const auto now = documents.find<Rundown>(rundown->_id);
    // It may have gone, or got another playlist, before it was locked.
    if (now && now->playlistId == payload.playlistId) {
      remove_rundown_documents(documents, rundown->_id);
    }
    job.commit_step(std::move(lock));
  }
  return nullptr;
}

Json regenerate_playlist_job(JobContext& job, const PlaylistPayload& payload) {
  const PlaylistLock lock = job.lock_playlist(payload.playlistId);
  DocumentView& documents = job.documents();
  const auto playlist = documents.find<Playlist>(payload.playlistId);
  if (!playlist) {
    throw std::runtime_error(fmt::format("Rundown Playlist \"{}\" not found", payload.playlistId));
  }
  if (playlist->activationId) throw UserError(UserErrorKey::RundownRegenerateWhileActive);
  const auto rundowns = documents.by<Rundown>(Index::playlist, payload.playlistId.str());
  if (rundowns.empty()) return nullptr;
  playout::PlayoutModel model(job, lock);
  playout::reset_playlist(model);
  model.save();
  for (const auto& rundown : rundowns) {
    job.queue_ingest_job("regenerateRundown",
                         JsonObject{{"rundownExternalId", rundown->externalId}});
  }
  return nullptr;
}

Json cleanup_empty_playlists(JobContext& job, const NoPayload&) {
  DocumentView& documents = job.documents();
  for (const auto& candidate : documents.all<Playlist>()) {
    if (candidate->activationId) continue;
    PlaylistLock lock = job.lock_playlist(candidate->_id);
    const bool is_empty = documents.by<Rundown>(Index::playlist, candidate->_id.str()).empty();
    if (is_empty && documents.find<Playlist>(candidate->_id)) {
      remove_playlist_documents(documents, candidate->_id);
    }
    job.commit_step(std::move(lock));
  }
  return nullptr;
}

}  // namespace

void add_playlist_jobs(JobTable& table) {
  table.add<OrderMoveRundownToPlaylist>(&order_move_rundown);
  table.add<OrderRestoreToDefault>(&order_restore_to_default);
  table.add<RemovePlaylist>(&remove_playlist);
  table.add<RegeneratePlaylist>(&regenerate_playlist_job);
  table.add<CleanupEmptyPlaylists>(&cleanup_empty_playlists);
}

}  // namespace takt::ingest
