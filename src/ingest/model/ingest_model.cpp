#include "ingest/model/ingest_model.h"

#include <stdexcept>

#include "blueprints/post_process.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

/// Pages find its translation by this text: it is the reference's.
constexpr const char* kTrappedMessage =
    "The Rundown was attempted to be moved out of the Playlist when it was on Air. Move it back "
    "and "
    "try again later.";

void sort_segments(std::vector<IngestSegmentModel*>& segments) {
  const auto is_less = [](const auto* a, const auto* b) { return (*a)->_rank < (*b)->_rank; };
  if (std::is_sorted(segments.begin(), segments.end(), is_less)) return;
  std::stable_sort(segments.begin(), segments.end(), is_less);
}

JsonObject baseline_source(const char* type, std::string_view piece_id) {
  return {{"fromPieceType", type}, {"pieceId", piece_id}};
}

std::vector<IngestPackage> packages_of(const GeneratedBaseline& baseline,
                                       const RundownId& rundown) {
  std::vector<IngestPackage> out;
  const std::string& owner = rundown.str();
  collect_packages(out, owner, baseline.expected_packages,
                   {{"fromPieceType", "rundown_baseline_objects"}});
  for (const BaselineAdLibPiece& piece : baseline.adlib_pieces) {
    collect_packages(out, owner, piece.expectedPackages,
                     baseline_source("baseline_adlib_piece", piece._id.str()));
  }
  for (const BaselineAdLibAction& action : baseline.adlib_actions) {
    collect_packages(out, owner, action.expectedPackages,
                     baseline_source("baseline_adlib_action", action._id.str()));
  }
  for (const Piece& piece : baseline.global_pieces) {
    collect_packages(out, owner, piece.expectedPackages,
                     baseline_source("baseline_piece", piece._id.str()));
  }
  return out;
}

std::vector<ExpectedPlayoutItem> playout_items_of(const GeneratedBaseline& baseline,
                                                  const StudioId& studio,
                                                  const RundownId& rundown) {
  std::vector<ExpectedPlayoutItem> out;
  const auto add = [&](const auto& item) {
    auto items = blueprints::expected_playout_items(studio, rundown, {}, item._id.str(),
                                                    item.expectedPlayoutItems);
    std::move(items.begin(), items.end(), std::back_inserter(out));
  };
  std::for_each(baseline.adlib_pieces.begin(), baseline.adlib_pieces.end(), add);
  std::for_each(baseline.adlib_actions.begin(), baseline.adlib_actions.end(), add);
  std::for_each(baseline.global_pieces.begin(), baseline.global_pieces.end(), add);
  return out;
}

}  // namespace

IngestModel::IngestModel(JobContext& context, const RundownLock& lock, std::string external_id)
    : context_(context),
      rundown_id_(lock.id()),
      external_id_(std::move(external_id)),
      stored_parts_(context.documents(), lock.id()),
      known_parts_(take_known_parts(context.documents(), lock.id())),
      notifications_(context.studio_id(), fmt::format("ingest:{}", lock.id()), {}) {
  load();
}

const Rundown& IngestModel::rundown() const {
  if (!rundown_) {
    throw std::runtime_error(
        fmt::format("Rundown \"{}\" (\"{}\") not found", rundown_id_, external_id_));
  }
  return *rundown_;
}

IngestSegmentModel* IngestModel::find_segment(const SegmentId& id) const {
  const auto found = places_.find(id.str());
  if (found == places_.end() || segments_[found->second].removed) return nullptr;
  return segments_[found->second].segment.get();
}

IngestSegmentModel* IngestModel::find_segment_by_external_id(const std::string& id) const {
  return find_segment(segment_id(rundown_id_, id));
}

std::vector<IngestSegmentModel*> IngestModel::segments() const {
  std::vector<IngestSegmentModel*> out;
  out.reserve(segments_.size());
  for (const Entry& entry : segments_) {
    if (!entry.removed) out.push_back(entry.segment.get());
  }
  return out;
}

std::vector<IngestSegmentModel*> IngestModel::segments_by_rank() const {
  auto out = segments();
  sort_segments(out);
  return out;
}

std::vector<IngestPartModel*> IngestModel::ordered_parts() const {
  std::vector<IngestPartModel*> out;
  for (const IngestSegmentModel* segment : segments_by_rank()) {
    const auto parts = segment->parts();
    out.insert(out.end(), parts.begin(), parts.end());
  }
  return out;
}

std::vector<IngestPartModel*> IngestModel::loaded_parts() const {
  auto loaded = segments();
  std::erase_if(loaded, [](const IngestSegmentModel* segment) { return !segment->is_loaded(); });
  sort_segments(loaded);
  std::vector<IngestPartModel*> out;
  for (const IngestSegmentModel* segment : loaded) {
    const auto parts = segment->parts();
    out.insert(out.end(), parts.begin(), parts.end());
  }
  return out;
}

const Part* IngestModel::find_part(const PartId& id) const {
  for (const Entry& entry : segments_) {
    if (entry.removed || !entry.segment->is_loaded()) continue;
    if (const IngestPartModel* part = entry.segment->find_part(id)) return &**part;
  }
  Doc<Part> part = stored_parts_.find(id);
  const IngestSegmentModel* owner = part ? find_segment(part->segmentId) : nullptr;
  if (owner == nullptr || owner->is_loaded()) return nullptr;
  found_.push_back(std::move(part));
  return found_.back().get();
}

const IngestPartModel* IngestModel::find_part_model(const PartId& id) const {
  const Part* part = find_part(id);
  const IngestSegmentModel* owner = part != nullptr ? find_segment(part->segmentId) : nullptr;
  return owner != nullptr ? owner->find_part(id) : nullptr;
}

void IngestModel::put_segment(std::shared_ptr<IngestSegmentModel> segment) {
  const SegmentId& id = segment->id();
  if (const auto found = places_.find(id.str()); found != places_.end()) {
    segments_[found->second] = {std::move(segment), false};
    return;
  }
  places_.emplace(new_ids_.emplace_back(id).str(), segments_.size());
  segments_.push_back({std::move(segment), false});
}

IngestSegmentModel& IngestModel::replace_segment(Segment generated) {
  const SegmentId id = generated._id;
  const auto found = places_.find(id.str());
  const IngestSegmentModel* before =
      found == places_.end() ? nullptr : segments_[found->second].segment.get();
  auto segment = std::make_shared<IngestSegmentModel>(std::move(generated), before);
  IngestSegmentModel& out = *segment;
  put_segment(std::move(segment));
  return out;
}

void IngestModel::remove_segment(const SegmentId& id) {
  const auto found = places_.find(id.str());
  if (found == places_.end()) return;
  stored_parts_.of(id);  // so that they go, too
  segments_[found->second].removed = true;
}

void IngestModel::change_segment_id(const SegmentId& from, const SegmentId& to,
                                    const std::string& to_external_id) {
  if (find_segment(from) == nullptr) return;
  if (find_segment(to) != nullptr) {
    throw std::runtime_error(
        fmt::format("Cannot rename Segment {} to {}. New id is already in use", from, to));
  }
  Entry& entry = segments_[places_.at(from.str())];
  auto segment = entry.segment;
  // The old id stays known as removed, without parts: they go along.
  segment->load();
  entry.segment = std::make_shared<IngestSegmentModel>(segment->document());
  entry.removed = true;
  segment->set_id(to, to_external_id);
  put_segment(std::move(segment));
}

void IngestModel::set_rundown(Rundown generated) {
  if (rundown_ && *rundown_ == generated) return;
  rundown_ = std::make_shared<const Rundown>(std::move(generated));
  changed_ = true;
}

void IngestModel::set_baseline(GeneratedBaseline baseline) {
  const StudioId& studio = context_.studio_id();
  std::vector<IngestPackage> packages = packages_of(baseline, rundown_id_);
  Baseline& now = this->baseline();
  if (packages != now.packages) changed_ = true;
  now.packages = std::move(packages);

  RundownBaselineObj objects;
  objects._id = BaselineObjId(context_.ids().next());
  objects.rundownId = rundown_id_;
  objects.timelineObjectsString = std::move(baseline.timeline_objects);
  std::vector<RundownBaselineObj> all_objects{std::move(objects)};
  now.objects = adopt(share(std::move(all_objects)), now.objects, changed_);

  std::vector<ExpectedPlayoutItem> items = playout_items_of(baseline, studio, rundown_id_);
  for (ExpectedPlayoutItem& item :
       blueprints::expected_playout_items(studio, rundown_id_, {}, "baseline",
                                          Opt<Json>(Json(std::move(baseline.playout_items))))) {
    item._id = ExpectedPlayoutItemId(context_.ids().next());
    item.baseline = "rundown";
    items.push_back(std::move(item));
  }
  now.playout_items = adopt(share(std::move(items)), now.playout_items, changed_);
  now.adlib_pieces = adopt(share(std::move(baseline.adlib_pieces)), now.adlib_pieces, changed_);
  now.adlib_actions = adopt(share(std::move(baseline.adlib_actions)), now.adlib_actions, changed_);
  now.global_pieces = adopt(share(std::move(baseline.global_pieces)), now.global_pieces, changed_);
}

void IngestModel::edit_rundown(const std::function<void(Rundown&)>& change) {
  Rundown copy = rundown();
  change(copy);
  set_rundown(std::move(copy));
}

void IngestModel::set_playlist_id(const PlaylistId& id) {
  edit_rundown([&](Rundown& rundown) { rundown.playlistId = id; });
}

void IngestModel::set_orphaned(const Opt<std::string>& orphaned) {
  edit_rundown([&](Rundown& rundown) { rundown.orphaned = orphaned; });
}

void IngestModel::set_air_status(const std::string& status) {
  edit_rundown([&](Rundown& rundown) { rundown.airStatus = status; });
}

void IngestModel::set_trapped(bool trapped) {
  const std::string category = fmt::format("trappedInPlaylist:{}", rundown_id_);
  if (!trapped) {
    notifications_.clear_all(category);
    return;
  }
  playout::NewNotification notification;
  notification.id = "trappedInPlaylist";
  notification.severity = NoteSeverity::WARNING;
  notification.message = JsonObject{{"key", kTrappedMessage}};
  notification.related_to.type = "rundown";
  notification.related_to.rundownId = rundown_id_;
  notifications_.set(category, std::move(notification));
}

bool IngestModel::has_changes() const {
  return changed_ || std::any_of(segments_.begin(), segments_.end(), [](const Entry& entry) {
           return entry.removed || entry.segment->changed();
         });
}

}  // namespace takt::ingest
