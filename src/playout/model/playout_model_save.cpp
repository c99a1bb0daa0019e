// PlayoutModel: writing what changed.

#include "playout/hooks/generate_timeline.h"
#include "playout/model/playout_model.h"

namespace takt::playout {

namespace {

/// Reports of starts and stops come in swarms; one event is enough for them.
constexpr double kTimingEventDelayMs = 500;

/// Puts a document unless it is the stored one, or equal to it.
template <class T>
void put_if_changed(DocumentView& documents, Doc<T> doc) {
  const Doc<T> stored = documents.find<T>(doc->_id);
  if (stored == doc || (stored && *stored == *doc)) return;
  documents.put_shared<T>(std::move(doc));
}

template <class T>
void remove_if_stored(DocumentView& documents, const IdOf<T>& id) {
  if (documents.find<T>(id)) documents.remove<T>(id);
}

}  // namespace

void PlayoutModel::update_timeline() {
  if (!active()) {
    throw std::runtime_error(
        fmt::format("RundownPlaylist (\"{}\") is not active\")", playlist_->_id));
  }
  timeline_changed_ = true;
}

void PlayoutModel::update_studio_timeline() {
  if (active()) throw std::runtime_error("Studio has an active playlist");
  timeline_changed_ = true;
}

void PlayoutModel::queue_timing_event(const PartInstanceId& id) {
  if (std::find(timing_events_.begin(), timing_events_.end(), id) == timing_events_.end()) {
    timing_events_.push_back(id);
  }
}

void PlayoutModel::save_adlib_testing_segments() {
  for (const auto& rundown : rundowns_) {
    if (!rundown->adlib_testing_changed()) continue;
    const SegmentPtr kept = rundown->adlib_testing_segment();
    for (const auto& doc : documents().by<Segment>(Index::rundown, rundown->id().str())) {
      const bool is_testing = doc->orphaned == kOrphanedAdlibTesting;
      if (is_testing && (!kept || kept->id() != doc->_id)) documents().remove<Segment>(doc->_id);
    }
    if (kept) put_if_changed(documents(), kept->segment);
  }
}

void PlayoutModel::save_instances() {
  for (Entry& entry : instances_) {
    if (!entry.model) {
      remove_if_stored<PartInstance>(documents(), entry.id);
      for (const auto& doc :
           documents().by<PieceInstance>(Index::part_instance, entry.id.str())) {
        documents().remove<PieceInstance>(doc->_id);
      }
      continue;
    }
    put_if_changed(documents(), entry.model->share());
    for (auto& piece : entry.model->entries_) {
      if (piece.piece) {
        put_if_changed(documents(), piece.piece->share());
      } else {
        remove_if_stored<PieceInstance>(documents(), piece.id);
      }
    }
  }
  std::erase_if(instances_, [](const Entry& entry) { return !entry.model; });
}

void PlayoutModel::save() {
  // An action may add further ones.
  for (size_t i = 0; i < before_save_.size(); ++i) {
    const Deferred action = std::move(before_save_[i]);
    action(*this);
  }
  if (timeline_changed_) generate_timeline_document(*this);
  put_if_changed(documents(), playlist_.share());
  save_adlib_testing_segments();
  save_instances();
  notifications_.save(documents(), now());
  for (size_t i = 0; i < after_save_.size(); ++i) {
    const Deferred action = std::move(after_save_[i]);
    action(*this);
  }
  for (const PartInstanceId& id : timing_events_) {
    JsonObject payload{{"playlistId", playlist_->_id.str()}, {"partInstanceId", id.str()}};
    QueueOptions options;
    options.debounce_ms = kTimingEventDelayMs;
    context_.queue_events_job("partInstanceTimings", std::move(payload), options);
  }
}

}  // namespace takt::playout
