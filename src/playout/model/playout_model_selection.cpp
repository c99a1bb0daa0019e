// PlayoutModel: making part instances, and which of them play.

#include "playout/model/playout_model.h"
#include "playout/model/quick_loop.h"
#include "playout/pieces/infinites.h"

namespace takt::playout {

namespace {

/// However long their content lasts, more previous parts than this are never kept.
constexpr size_t kMaxPreviousParts = 10;

}  // namespace

// ---- Making part instances

PartInstanceModel& PlayoutModel::put_instance(PartInstance created,
                                              std::vector<PieceInstance> pieces) {
  for (PieceInstance& piece : pieces) {
    piece._id = piece_instance_id(created._id, piece.piece._id);
    piece.partInstanceId = created._id;
  }
  PartInstanceId id = created._id;
  return *instances_
              .emplace_back(Entry{std::move(id), std::make_unique<PartInstanceModel>(
                                                     std::move(created), std::move(pieces))})
              .model;
}

PartInstanceModel& PlayoutModel::create_instance(const Part& part,
                                                 std::vector<PieceInstance> pieces) {
  if (!active()) throw std::runtime_error("Playlist is not active");
  const PartInstanceModel* playing = current();
  PartInstance instance;
  instance._id = PartInstanceId(fmt::format("{}_{}", part._id, ids().next()));
  instance.rundownId = part.rundownId;
  instance.segmentId = part.segmentId;
  instance.playlistActivationId = *playlist_->activationId;
  instance.segmentPlayoutId = playing != nullptr && (*playing)->segmentId == part.segmentId
                                  ? (*playing)->segmentPlayoutId
                                  : SegmentPlayoutId(ids().next());
  instance.takeCount = playing != nullptr ? (*playing)->takeCount + 1 : 0;
  instance.rehearsal = truthy(playlist_->rehearsal);
  instance.part = part;
  instance.timings.ensure().setAsNext = now();
  PartInstanceModel& model = put_instance(std::move(instance), std::move(pieces));
  model.recalculate_expected_duration();
  return model;
}

PartInstanceModel& PlayoutModel::create_adlib_instance(Part part, std::vector<Piece> pieces,
                                                       const Opt<std::string>& adlib_id,
                                                       std::vector<PieceInstance> infinites) {
  const PartInstanceModel* playing = current();
  if (playing == nullptr) throw std::runtime_error("No currentPartInstance");
  part.rundownId = (*playing)->rundownId;
  part.segmentId = (*playing)->segmentId;
  PartInstance instance;
  instance._id = PartInstanceId(ids().next());
  instance.rundownId = part.rundownId;
  instance.segmentId = part.segmentId;
  instance.playlistActivationId = (*playing)->playlistActivationId;
  instance.segmentPlayoutId = (*playing)->segmentPlayoutId;
  instance.takeCount = (*playing)->takeCount + 1;
  instance.rehearsal = (*playing)->rehearsal;
  instance.orphaned = kOrphanedAdlibPart;
  instance.part = std::move(part);
  PartInstanceModel& model = put_instance(std::move(instance), std::move(infinites));
  for (Piece& piece : pieces) model.insert_adlib(std::move(piece), adlib_id, ids(), now());
  model.recalculate_expected_duration();
  return model;
}

PartInstanceModel& PlayoutModel::create_adlib_testing_instance(PlayoutRundown& rundown, Part part) {
  if (current() != nullptr) {
    throw std::runtime_error("AdlibTesting can only be used before the first take");
  }
  const SegmentPtr segment = rundown.adlib_testing_segment();
  if (!segment) throw std::runtime_error("No AdlibTesting segment");
  if (!active()) throw std::runtime_error("Playlist is not active");
  part.rundownId = rundown.id();
  part.segmentId = segment->id();
  PartInstance instance;
  instance._id = PartInstanceId(ids().next());
  instance.rundownId = part.rundownId;
  instance.segmentId = part.segmentId;
  instance.playlistActivationId = *playlist_->activationId;
  instance.segmentPlayoutId = SegmentPlayoutId(ids().next());
  instance.takeCount = 1;
  instance.rehearsal = truthy(playlist_->rehearsal);
  instance.orphaned = kOrphanedAdlibPart;
  instance.part = std::move(part);
  PartInstanceModel& model = put_instance(std::move(instance), {});
  model.recalculate_expected_duration();
  return model;
}

void PlayoutModel::remove_entry(Entry& entry) {
  discarded_.push_back(std::move(entry.model));
  entry.model = nullptr;
}

void PlayoutModel::remove_notifications_of(const PartInstanceId& id) {
  for (const auto& doc : documents().by<Notification>(Index::part_instance, id.str())) {
    documents().remove<Notification>(doc->_id);
  }
}

void PlayoutModel::remove_untaken_instances() {
  for (Entry& entry : instances_) {
    if (!entry.model || is_selected(entry.id) || truthy((*entry.model)->isTaken)) continue;
    remove_entry(entry);
    after_save([id = entry.id](PlayoutModel& model) { model.remove_notifications_of(id); });
  }
}

void PlayoutModel::remove_rehearsal_instances() {
  for (Entry& entry : instances_) {
    if (!entry.model || !truthy((*entry.model)->rehearsal)) continue;
    remove_entry(entry);
    after_save([id = entry.id](PlayoutModel& model) { model.remove_notifications_of(id); });
  }
  after_save([](PlayoutModel& model) {
    for (const RundownId& rundown : model.rundown_ids()) {
      for (const auto& doc :
           model.documents().by<PartInstance>(Index::rundown, rundown.str())) {
        if (!truthy(doc->rehearsal) || model.find_instance(doc->_id) != nullptr) continue;
        model.documents().remove<PartInstance>(doc->_id);
        for (const auto& piece :
             model.documents().by<PieceInstance>(Index::part_instance, doc->_id.str())) {
          model.documents().remove<PieceInstance>(piece->_id);
        }
        model.remove_notifications_of(doc->_id);
      }
    }
  });
}

// ---- Activation

void PlayoutModel::activate(bool rehearsal) {
  Playlist& playlist = edit_playlist();
  playlist.activationId = ActivationId(ids().next());
  playlist.rehearsal = rehearsal;
}

void PlayoutModel::clear_selected() {
  Playlist& playlist = edit_playlist();
  playlist.currentPartInfo = null;
  playlist.nextPartInfo = null;
  playlist.previousPartsInfo.clear();
  playlist.holdState = HoldState::NONE;
  playlist.lastTakeTime.reset();
  playlist.queuedSegmentId.reset();
}

void PlayoutModel::deactivate() {
  for (PartInstanceModel* instance : loaded()) {
    const SegmentPtr segment = find_segment((*instance)->segmentId);
    if (segment && segment->is_adlib_testing()) instance->mark_reset();
  }
  remove_adlib_testing_segments();
  edit_playlist().activationId.reset();
  if (PartInstanceModel* instance = current()) {
    instance->set_reported_stopped_with_pieces(now());
    queue_timing_event(instance->id());
  }
  clear_selected();
  edit_playlist().quickLoop = quick_loop::without_markers(*this);
}

void PlayoutModel::reset_playlist() {
  const bool was_active = active();
  Playlist& playlist = edit_playlist();
  playlist.previousPartsInfo.clear();
  playlist.currentPartInfo = null;
  playlist.nextPartInfo = null;
  playlist.holdState = HoldState::NONE;
  playlist.resetTime = now();
  playlist.lastTakeTime.reset();
  playlist.startedPlayback.reset();
  playlist.rundownsStartedPlayback.reset();
  playlist.segmentsStartedPlayback.reset();
  playlist.publicPlayoutPersistentState.reset();
  playlist.privatePlayoutPersistentState.reset();
  playlist.trackedAbSessions.reset();
  playlist.queuedSegmentId.reset();
  if (was_active) playlist.activationId = ActivationId(ids().next());
  if (playlist.quickLoop && !playlist.quickLoop->locked) {
    set_quick_loop_marker(true, {});
    set_quick_loop_marker(false, {});
  }
}

// ---- What plays

void PlayoutModel::set_next(PartInstanceModel* instance, bool manually,
                            bool consumes_queued_segment, std::optional<double> offset_ms) {
  Playlist& playlist = edit_playlist();
  playlist.nextTimeOffset = null;
  if (instance == nullptr) {
    playlist.nextPartInfo = null;
    return;
  }
  if (find_instance(instance->id()) == nullptr) {
    throw std::runtime_error("PartInstance being set as next was not constructed correctly");
  }
  SelectedPartInstance info;
  info.partInstanceId = instance->id();
  info.rundownId = (*instance)->rundownId;
  info.manuallySelected = manually || (*instance)->orphaned.has_value();
  info.consumesQueuedSegmentId = consumes_queued_segment;
  playlist.nextPartInfo = std::move(info);
  if (offset_ms && *offset_ms != 0) playlist.nextTimeOffset = *offset_ms;
}

void PlayoutModel::cycle_selected() {
  Playlist& playlist = edit_playlist();
  if (playlist.currentPartInfo) {
    playlist.previousPartsInfo.insert(playlist.previousPartsInfo.begin(),
                                      *playlist.currentPartInfo);
  }
  playlist.currentPartInfo = playlist.nextPartInfo;
  playlist.nextPartInfo = null;
  playlist.lastTakeTime = now();
  prune_previous(now());
}

void PlayoutModel::prune_previous(Time now) {
  const auto& infos = playlist_->previousPartsInfo;
  // Each goes on for a while into the one that followed it. Those between must stay, because the
  // groups on the timeline refer to one another.
  size_t keep = 0;
  for (size_t i = 0; i < infos.size(); ++i) {
    const PartInstanceModel* follower =
        i == 0 ? current() : find_instance(infos[i - 1].partInstanceId);
    const bool known = follower != nullptr && (*follower)->timings &&
                       (*follower)->timings->plannedStartedPlayback &&
                       (*follower)->partPlayoutTimings;
    const bool plays = !known || now <= *(*follower)->timings->plannedStartedPlayback +
                                            (*follower)->partPlayoutTimings->fromPartRemaining;
    if (plays) keep = i + 1;
  }
  keep = std::min(std::clamp(keep, size_t{1}, kMaxPreviousParts), infos.size());
  if (keep != infos.size()) edit_playlist().previousPartsInfo.resize(keep);
}

void PlayoutModel::set_queued_segment(Opt<SegmentId> segment) {
  if (playlist_->queuedSegmentId != segment) edit_playlist().queuedSegmentId = std::move(segment);
}

void PlayoutModel::set_hold_state(HoldState state) { edit_playlist().holdState = state; }

void PlayoutModel::set_rundown_started(const RundownId& rundown, Time time) {
  Playlist& playlist = edit_playlist();
  Time& started = playlist.rundownsStartedPlayback.ensure()[rundown.str()];
  if (started == 0) started = time;
  if (!truthy(playlist.startedPlayback)) playlist.startedPlayback = time;
}

void PlayoutModel::set_segment_started(const SegmentPlayoutId& segment, Time time) {
  std::map<std::string, Time> kept;
  const auto keep = [&](const PartInstanceModel& instance) {
    const auto& known = playlist_->segmentsStartedPlayback;
    if (!known) return;
    const auto found = known->find((*instance).segmentPlayoutId.str());
    if (found != known->end()) kept.insert(*found);
  };
  for (const PartInstanceModel* instance : all_previous()) keep(*instance);
  if (const PartInstanceModel* instance = current()) keep(*instance);
  kept[segment.str()] = time;
  edit_playlist().segmentsStartedPlayback = std::move(kept);
}

void PlayoutModel::set_quick_loop_marker(bool start, Opt<QuickLoopMarker> marker) {
  const auto which = start ? quick_loop::Marker::start : quick_loop::Marker::end;
  edit_playlist().quickLoop =
      quick_loop::with_marker(*this, studio().settings, which, std::move(marker));
  edit_playlist().quickLoop = quick_loop::updated(*this, which);
}

void PlayoutModel::update_quick_loop() {
  Opt<QuickLoop> loop = quick_loop::updated(*this);
  if (playlist_->quickLoop != loop) edit_playlist().quickLoop = std::move(loop);
}

void PlayoutModel::set_persistent_state(Opt<Json> private_state, Opt<Json> public_state) {
  Playlist& playlist = edit_playlist();
  playlist.privatePlayoutPersistentState = std::move(private_state);
  playlist.publicPlayoutPersistentState = std::move(public_state);
}

void PlayoutModel::set_ab_state(Json assigned, std::vector<AbSessionInfo> tracked) {
  Playlist& playlist = edit_playlist();
  playlist.assignedAbSessions = std::move(assigned);
  playlist.trackedAbSessions = std::move(tracked);
}

void PlayoutModel::set_t_timer(RundownTTimer timer) {
  if (timer.index < 1 || timer.index > static_cast<int>(playlist_->tTimers.size())) {
    throw std::runtime_error(fmt::format("T-timer index out of range: {}", timer.index));
  }
  edit_playlist().tTimers[static_cast<size_t>(timer.index - 1)] = std::move(timer);
}

}  // namespace takt::playout
