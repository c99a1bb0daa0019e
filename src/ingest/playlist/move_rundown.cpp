#include "ingest/playlist/move_rundown.h"

#include <stdexcept>

#include "ingest/commit/playout.h"
#include "ingest/playlist/order.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

class Move {
 public:
  Move(JobContext& job, const MoveRundownPayload& payload, Doc<Rundown> rundown)
      : job_(job), payload_(payload), rundown_(std::move(rundown)) {}

  void to_new_playlist() {
    Playlist playlist = new_playlist(job_, *rundown_, job_.ids().next());
    const auto [old_lock, lock] = job_.lock_playlists(rundown_->playlistId, playlist._id);
    take_out(old_lock, playlist._id);
    job_.documents().put(std::move(playlist));
  }

  void to_other_playlist(const PlaylistId& into) {
    const auto [old_lock, lock] = job_.lock_playlists(rundown_->playlistId, into);
    take_out(old_lock, into);
    settle(lock, with_manual_order(into));
  }

  void inside_playlist() {
    const PlaylistLock lock = job_.lock_playlist(rundown_->playlistId);
    Playlist playlist = with_manual_order(rundown_->playlistId);
    playlist.rundownIdsInOrder =
        complete_order(after_move(playlist.rundownIdsInOrder, rundown_->_id,
                                  payload_.rundownsIdsInPlaylistInOrder),
                       rundowns_of(playlist._id));
    settle(lock, playlist);
  }

 private:
  [[noreturn]] void missing_playlist(const PlaylistId& id) const {
    throw std::runtime_error(
        fmt::format("RundownPlaylists \"{}\" for rundown \"{}\" not found!", id, rundown_->_id));
  }

  std::vector<Doc<Rundown>> rundowns_of(const PlaylistId& id) const {
    return job_.documents().by<Rundown>(Index::playlist, id.str());
  }

  void take_out(const PlaylistLock& lock, const PlaylistId& to) {
    const auto old_playlist = job_.documents().find<Playlist>(lock.id());
    if (!old_playlist) missing_playlist(lock.id());
    if (!may_leave_playlist(*old_playlist, *rundown_)) {
      throw std::runtime_error("Not allowed to move currently playing rundown!");
    }
    Rundown moved = *rundown_;
    moved.playlistId = to;
    moved.playlistIdIsSetInSofie = true;
    job_.documents().put(std::move(moved));
    if (regenerate_playlist(job_, lock, *old_playlist, rundowns_of(lock.id()))) {
      update_playout_after_move(job_, lock);
    }
  }

  Playlist with_manual_order(const PlaylistId& id) const {
    const auto playlist = job_.documents().find<Playlist>(id);
    if (!playlist) missing_playlist(id);
    Playlist copy = *playlist;
    copy.rundownRanksAreSetInSofie = true;
    return copy;
  }

  void settle(const PlaylistLock& lock, const Playlist& playlist) {
    regenerate_playlist(job_, lock, playlist, rundowns_of(playlist._id));
    update_playout_after_move(job_, lock, rundown_->_id);
  }

  JobContext& job_;
  const MoveRundownPayload& payload_;
  const Doc<Rundown> rundown_;
};

}  // namespace

Json order_move_rundown(JobContext& job, const MoveRundownPayload& payload) {
  DocumentView& documents = job.documents();
  if (payload.intoPlaylistId) {
    const auto playlist = documents.find<Playlist>(*payload.intoPlaylistId);
    if (!playlist || playlist->studioId != job.studio_id()) {
      throw std::runtime_error(
          fmt::format("RundownPlaylist \"{}\" not found", *payload.intoPlaylistId));
    }
  }
  const RundownLock rundown_lock = job.lock_rundown(payload.rundownId);
  const auto rundown = documents.find<Rundown>(payload.rundownId);
  if (!rundown) {
    throw std::runtime_error(fmt::format("Rundown \"{}\" not found", payload.rundownId));
  }
  Move move(job, payload, rundown);
  if (!payload.intoPlaylistId) {
    move.to_new_playlist();
  } else if (*payload.intoPlaylistId != rundown->playlistId) {
    move.to_other_playlist(*payload.intoPlaylistId);
  } else {
    move.inside_playlist();
  }
  return nullptr;
}

Json order_restore_to_default(JobContext& job, const PlaylistPayload& payload) {
  const PlaylistLock lock = job.lock_playlist(payload.playlistId);
  DocumentView& documents = job.documents();
  const auto playlist = documents.find<Playlist>(payload.playlistId);
  if (!playlist) return nullptr;
  Playlist copy = *playlist;
  copy.rundownRanksAreSetInSofie = false;
  const auto rundowns = documents.by<Rundown>(Index::playlist, copy._id.str());
  if (regenerate_playlist(job, lock, copy, rundowns)) update_playout_after_move(job, lock);
  return nullptr;
}

}  // namespace takt::ingest
