#include "ingest/commit/commit.h"

#include <stdexcept>

#include "base/log.h"
#include "ingest/commit/part_instances.h"
#include "ingest/commit/playout.h"
#include "ingest/commit/segments.h"
#include "ingest/playlist/playlist_info.h"
#include "ingest/removal.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

/// Where the rundown is to be. Without an external id the playlist keeps its own.
struct Target {
  PlaylistId id;
  std::optional<std::string> external_id;
};

Target wanted_playlist(const StudioId& studio, const Rundown& rundown, const Doc<Rundown>& before) {
  if (before && truthy(before->playlistIdIsSetInSofie)) return {before->playlistId, std::nullopt};
  std::string external_id = rundown.playlistExternalId.value_or(rundown._id.str());
  return {playlist_id(studio, external_id), std::move(external_id)};
}

class Commit {
 public:
  Commit(JobContext& job, IngestModel& model, const Doc<Rundown>& before,
         const BeforeParts& before_parts, const CommitData& data)
      : job_(job), model_(model), before_(before), before_parts_(before_parts), data_(data) {
    if (data_.remove_rundown) return;
    // What can be done beforehand isn't done under the playlist's lock.
    moves_ = segment_moves(model_, data_, before_parts_);
    job_.add_texts(job_.documents().changes());
    job_.add_texts(model_.likely_changes());
  }

  std::optional<UserError> run() {
    const Rundown& rundown = model_.rundown();
    if (data_.remove_rundown && !before_) return std::nullopt;
    const std::string name = rundown.name;
    Target target = wanted_playlist(job_.studio_id(), rundown, before_);
    const bool leaves = before_ && !before_->playlistId.empty() &&
                        (before_->playlistId != target.id || data_.remove_rundown);
    if (!leaves) {
      const PlaylistLock lock = job_.lock_playlist(target.id);
      adopt(lock, target);
      return std::nullopt;
    }
    return leave(before_->playlistId, std::move(target), name);
  }

 private:
  /// Out of its playlist, if that lets it go.
  std::optional<UserError> leave(const PlaylistId& old_id, Target target, const std::string& name) {
    auto [first, second] = job_.lock_playlists(old_id, data_.remove_rundown ? old_id : target.id);
    const auto old_playlist = job_.documents().find<Playlist>(old_id);
    if (old_playlist && !may_leave_playlist(*old_playlist, model_.rundown())) {
      log::warning("Not allowing removal of currently playing rundown \"{}\" from playlist \"{}\"",
                   model_.rundown_id(), old_id);
      model_.set_trapped(!data_.remove_rundown);
      if (data_.remove_rundown) model_.set_orphaned(kOrphanedDeleted);
      adopt(first, {old_id, old_playlist->externalId});
      if (data_.remove_rundown && data_.report_refused_removal) {
        return UserError(UserErrorKey::RundownRemoveWhileActive, {{"name", name}});
      }
      return std::nullopt;
    }
    model_.set_trapped(false);
    take_out(first, old_playlist, data_.remove_rundown ? PlaylistId() : target.id);
    if (data_.remove_rundown) {
      remove_rundown_documents(job_.documents(), model_.rundown_id());
    } else {
      adopt(second, target);
    }
    return std::nullopt;
  }

  void take_out(const PlaylistLock& lock, const Doc<Playlist>& playlist, const PlaylistId& to) {
    DocumentView& documents = job_.documents();
    Rundown moved = *before_;
    moved.playlistId = to;
    documents.put(std::move(moved));
    if (!playlist) return;
    const auto rundowns = documents.by<Rundown>(Index::playlist, playlist->_id.str());
    if (regenerate_playlist(job_, lock, *playlist, rundowns)) {
      update_playout_after_move(job_, lock);
    }
  }

  /// Into its new or same playlist, with all that follows.
  void adopt(const PlaylistLock& lock, const Target& target) {
    DocumentView& documents = job_.documents();
    const auto old_playlist = documents.find<Playlist>(target.id);
    if (old_playlist && old_playlist->studioId != job_.studio_id()) {
      throw std::runtime_error(
          fmt::format("Rundown Playlist \"{}\" exists but belongs to another studio!", target.id));
    }
    model_.set_playlist_id(target.id);
    auto rundowns = documents.by<Rundown>(Index::playlist, target.id.str());
    std::erase_if(rundowns, [&](const auto& other) { return other->_id == model_.rundown_id(); });
    rundowns.push_back(model_.rundown_or_null());
    const Playlist playlist = produce_playlist(job_, old_playlist.get(), target.id,
                                               external_id(target, old_playlist), rundowns);

    move_adlib_parts(documents, model_, before_parts_);
    move_instances(documents, model_.rundown_id(), moves_);
    settle_segments(documents, model_, playlist, rundowns, data_.removed_segments);
    documents.put(Playlist(playlist));

    std::unordered_set<PartId> changed_parts;
    for (const IngestPartModel* part : model_.loaded_parts()) {
      if (part->changed()) changed_parts.insert(part->id());
    }
    release_instances(documents, model_.rundown_id(), playlist,
                      [&](const PartId& id) { return model_.find_part(id) != nullptr; });
    rank_instances(documents, model_, data_.changed_segments, before_parts_);
    model_.save();
    update_playout(job_, lock, model_, changed_parts);
  }

  std::string external_id(const Target& target, const Doc<Playlist>& old_playlist) const {
    if (target.external_id) return *target.external_id;
    return old_playlist ? old_playlist->externalId : model_.rundown_id().str();
  }

  JobContext& job_;
  IngestModel& model_;
  const Doc<Rundown>& before_;
  const BeforeParts& before_parts_;
  const CommitData& data_;
  std::vector<SegmentMove> moves_;
};

}  // namespace

std::optional<UserError> commit_ingest(JobContext& job, IngestModel& model,
                                       const Doc<Rundown>& before, const BeforeParts& before_parts,
                                       const CommitData& data) {
  return Commit(job, model, before, before_parts, data).run();
}

}  // namespace takt::ingest
