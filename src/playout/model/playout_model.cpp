#include "playout/model/playout_model.h"

#include <cmath>

#include "base/text.h"
#include "playout/model/quick_loop.h"
#include "playout/pieces/part_timings.h"
#include "playout/studio/studio_timeline.h"

namespace takt::playout {

namespace {

/// Added to the slowest gateway's latency, for the network's variation.
constexpr double kDefaultSafeLatencyMs = 30;
constexpr double kLatencyPercentile = 0.95;

Doc<Playlist> find_playlist(JobContext& context, const PlaylistId& id) {
  Doc<Playlist> playlist = context.documents().find<Playlist>(id);
  if (!playlist || playlist->studioId != context.studio_id()) {
    throw std::runtime_error(
        fmt::format("Job playlist \"{}\" not found or for another studio", id));
  }
  return playlist;
}

/// By rundownIdsInOrder; those it doesn't name come last, by id.
std::vector<Doc<Rundown>> ordered_rundowns(JobContext& context, const Playlist& playlist) {
  auto rundowns = context.documents().by<Rundown>(Index::playlist, playlist._id.str());
  const auto& order = playlist.rundownIdsInOrder;
  const auto place = [&](const Doc<Rundown>& rundown) {
    return std::find(order.begin(), order.end(), rundown->_id) - order.begin();
  };
  std::stable_sort(rundowns.begin(), rundowns.end(), [&](const auto& a, const auto& b) {
    const auto place_a = place(a);
    const auto place_b = place(b);
    if (place_a != place_b) return place_a < place_b;
    return locale_compare(a->_id.str(), b->_id.str()) < 0;
  });
  return rundowns;
}

/// A latency that a gateway rarely exceeds: ms. The order is the reference's, which sorts by whether
/// a value is above its own index.
double safe_latency(const PeripheralDevice& gateway) {
  if (!gateway.latencies || gateway.latencies->empty()) return 0;
  const auto& latencies = *gateway.latencies;
  std::vector<std::pair<int, double>> sorted;
  for (size_t i = 0; i < latencies.size(); ++i) {
    const auto index = static_cast<double>(i);
    sorted.emplace_back(latencies[i] > index ? 1 : latencies[i] < index ? -1 : 0, latencies[i]);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const double place = std::floor(static_cast<double>(sorted.size()) * kLatencyPercentile);
  return sorted[static_cast<size_t>(place)].second;
}

using PartList = std::vector<Doc<Part>>;

/// The parts of these segments. As long as the segments are the same ones so is the list: putting the
/// parts of a large show into a new one is a part of every take otherwise. Per thread.
std::shared_ptr<const PartList> parts_in_order(const std::vector<SegmentPtr>& segments) {
  static thread_local std::vector<SegmentPtr> last_segments;
  static thread_local std::shared_ptr<const PartList> last;
  if (last && last_segments == segments) return last;
  auto parts = std::make_shared<PartList>();
  for (const SegmentPtr& segment : segments) {
    parts->insert(parts->end(), segment->parts.begin(), segment->parts.end());
  }
  last_segments = segments;
  last = parts;
  return parts;
}

}  // namespace

PlayoutModel::PlayoutModel(JobContext& context, const PlaylistLock& lock)
    : context_(context),
      playlist_(find_playlist(context, lock.id())),
      notifications_(context.studio_id(), "playout:" + lock.id().str(), lock.id()) {
  for (Doc<Rundown>& rundown : ordered_rundowns(context, *playlist_)) {
    rundowns_.push_back(std::make_unique<PlayoutRundown>(context.documents(), std::move(rundown)));
  }
  load_instances();
}

PlayoutModel::~PlayoutModel() = default;

void PlayoutModel::add_instance(Doc<PartInstance> doc, bool with_pieces) {
  if (find_rundown(doc->rundownId) == nullptr || find_instance(doc->_id) != nullptr) return;
  std::vector<Doc<PieceInstance>> pieces;
  if (with_pieces) {
    pieces = documents().by<PieceInstance>(Index::part_instance, doc->_id.str());
    std::erase_if(pieces, [&](const Doc<PieceInstance>& piece) {
      return find_rundown(piece->rundownId) == nullptr ||
             piece->playlistActivationId.as_optional() !=
                 playlist_->activationId.as_optional();
    });
  }
  PartInstanceId id = doc->_id;
  instances_.push_back(
      {std::move(id), std::make_unique<PartInstanceModel>(std::move(doc), std::move(pieces))});
}

void PlayoutModel::load_instances() {
  std::vector<PartInstanceId> selected;
  if (playlist_->currentPartInfo) selected.push_back(playlist_->currentPartInfo->partInstanceId);
  if (playlist_->nextPartInfo) selected.push_back(playlist_->nextPartInfo->partInstanceId);
  for (const auto& info : playlist_->previousPartsInfo) selected.push_back(info.partInstanceId);
  std::vector<SegmentId> segments;
  std::vector<Doc<PartInstance>> found;
  for (const PartInstanceId& id : selected) {
    Doc<PartInstance> doc = documents().find<PartInstance>(id);
    if (!doc) continue;
    if (std::find(segments.begin(), segments.end(), doc->segmentId) == segments.end()) {
      segments.push_back(doc->segmentId);
    }
    found.push_back(std::move(doc));
  }
  const bool is_any_reset = std::any_of(found.begin(), found.end(),
                                        [](const auto& doc) { return truthy(doc->reset); });
  const Index index = is_any_reset ? Index::segment : Index::not_reset;
  const auto is_selected = [&](const PartInstanceId& id) {
    return std::find(selected.begin(), selected.end(), id) != selected.end();
  };
  for (const SegmentId& segment : segments) {
    for (Doc<PartInstance>& doc : documents().by<PartInstance>(index, segment.str())) {
      const bool wanted = is_selected(doc->_id);
      if (wanted || !truthy(doc->reset)) add_instance(std::move(doc), wanted);
    }
  }
  for (Doc<PartInstance>& doc : found) add_instance(std::move(doc), true);
}

// ---- The studio

bool PlayoutModel::has_playout_gateway() {
  if (!gateways_) gateways_ = playout_gateways(context_);
  return !gateways_->empty();
}

bool PlayoutModel::multi_gateway() {
  if (truthy(studio().settings.forceMultiGatewayMode)) return true;
  return has_playout_gateway() && gateways_->size() > 1;
}

Time PlayoutModel::now_in_playout() {
  if (!multi_gateway()) return now();
  double worst = 0;
  has_playout_gateway();
  for (const auto& gateway : *gateways_) worst = std::max(worst, safe_latency(*gateway));
  const auto& setting = studio().settings.multiGatewayNowSafeLatency;
  return now() + worst + (truthy(setting) ? *setting : kDefaultSafeLatencyMs);
}

bool PlayoutModel::in_hold() const {
  return playlist_->holdState == HoldState::ACTIVE || playlist_->holdState == HoldState::PENDING;
}

std::shared_ptr<const ShowStyle> PlayoutModel::show_style(const Rundown& rundown) const {
  return context_.configuration().show_style(rundown.showStyleVariantId, rundown.showStyleBaseId);
}

// ---- Content

PlayoutRundown* PlayoutModel::find_rundown(const RundownId& id) const {
  for (const auto& rundown : rundowns_) {
    if (rundown->id() == id) return rundown.get();
  }
  return nullptr;
}

PlayoutRundown& PlayoutModel::rundown(const RundownId& id) const {
  PlayoutRundown* found = find_rundown(id);
  if (found == nullptr) throw std::runtime_error(fmt::format("Rundown \"{}\" not found!", id));
  return *found;
}

std::vector<RundownId> PlayoutModel::rundown_ids() const {
  std::vector<RundownId> ids;
  for (const auto& rundown : rundowns_) ids.push_back(rundown->id());
  return ids;
}

const std::vector<SegmentPtr>& PlayoutModel::ordered_segments() {
  if (!ordered_segments_) {
    ordered_segments_.emplace();
    for (const auto& rundown : rundowns_) {
      const auto& segments = rundown->segments();
      ordered_segments_->insert(ordered_segments_->end(), segments.begin(), segments.end());
    }
  }
  return *ordered_segments_;
}

const std::vector<Doc<Part>>& PlayoutModel::ordered_parts() {
  if (!ordered_parts_) ordered_parts_ = parts_in_order(ordered_segments());
  return *ordered_parts_;
}

void PlayoutModel::content_changed() {
  ordered_segments_.reset();
  ordered_parts_.reset();
}

void PlayoutModel::insert_adlib_testing_segment(PlayoutRundown& rundown) {
  rundown.insert_adlib_testing_segment(SegmentId(ids().next()));
  content_changed();
}

void PlayoutModel::remove_adlib_testing_segment(PlayoutRundown& rundown) {
  if (rundown.remove_adlib_testing_segment()) content_changed();
}

void PlayoutModel::remove_adlib_testing_segments() {
  for (const auto& rundown : rundowns_) remove_adlib_testing_segment(*rundown);
}

void PlayoutModel::update_adlib_testing_rank(PlayoutRundown& rundown) {
  rundown.update_adlib_testing_rank();
  content_changed();
}

SegmentPtr PlayoutModel::find_segment(const SegmentId& id) const {
  for (const auto& rundown : rundowns_) {
    if (SegmentPtr segment = rundown->find_segment(id)) return segment;
  }
  return nullptr;
}

Doc<Part> PlayoutModel::find_part(const PartId& id) {
  Doc<Part> part = documents().find<Part>(id);
  if (!part || find_rundown(part->rundownId) == nullptr) return nullptr;
  return part;
}

int PlayoutModel::part_index(const PartId& id) {
  const auto& parts = ordered_parts();
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i]->_id == id) return static_cast<int>(i);
  }
  return -1;
}

int PlayoutModel::segment_index(const SegmentId& id) {
  const auto& segments = ordered_segments();
  for (size_t i = 0; i < segments.size(); ++i) {
    if (segments[i]->id() == id) return static_cast<int>(i);
  }
  return -1;
}

// ---- Part instances

PartInstanceModel* PlayoutModel::find_instance(const PartInstanceId& id) const {
  for (const Entry& entry : instances_) {
    if (entry.id == id) return entry.model.get();
  }
  return nullptr;
}

PartInstanceModel* PlayoutModel::find_selected(const Opt<SelectedPartInstance>& info) const {
  return info ? find_instance(info->partInstanceId) : nullptr;
}

PartInstanceModel* PlayoutModel::current() const {
  return find_selected(playlist_->currentPartInfo);
}
PartInstanceModel* PlayoutModel::next() const { return find_selected(playlist_->nextPartInfo); }
PartInstanceModel* PlayoutModel::previous() const {
  const auto& infos = playlist_->previousPartsInfo;
  return infos.empty() ? nullptr : find_instance(infos.front().partInstanceId);
}

std::vector<PartInstanceModel*> PlayoutModel::all_previous() const {
  std::vector<PartInstanceModel*> out;
  for (const auto& info : playlist_->previousPartsInfo) {
    if (PartInstanceModel* instance = find_instance(info.partInstanceId)) out.push_back(instance);
  }
  return out;
}

std::vector<PartInstanceModel*> PlayoutModel::selected() const {
  std::vector<PartInstanceModel*> out = all_previous();
  if (PartInstanceModel* instance = current()) out.push_back(instance);
  if (PartInstanceModel* instance = next()) out.push_back(instance);
  return out;
}

std::vector<PartInstanceModel*> PlayoutModel::loaded() const {
  std::vector<PartInstanceModel*> out;
  for (const Entry& entry : instances_) {
    if (entry.model) out.push_back(entry.model.get());
  }
  return out;
}

bool PlayoutModel::is_selected(const PartInstanceId& id) const {
  const auto is = [&](const SelectedPartInstance& info) { return info.partInstanceId == id; };
  if (playlist_->currentPartInfo && is(*playlist_->currentPartInfo)) return true;
  if (playlist_->nextPartInfo && is(*playlist_->nextPartInfo)) return true;
  const auto& previous = playlist_->previousPartsInfo;
  return std::any_of(previous.begin(), previous.end(), is);
}

PlayoutModel::FoundPiece PlayoutModel::find_piece_instance(const PieceInstanceId& id) const {
  for (PartInstanceModel* instance : loaded()) {
    if (PieceInstanceModel* piece = instance->find_piece(id)) return {instance, piece};
  }
  return {};
}

Doc<Part> PlayoutModel::part_with_overrides(PartInstanceModel& instance) {
  if (quick_loop::part_is_within(*this, &*instance) != quick_loop::Within::yes) {
    return instance.share_part();
  }
  return std::make_shared<const Part>(quick_loop::with_overrides(*this, *instance));
}

PartPlayoutTimings PlayoutModel::calculate_part_timings(PartInstanceModel* from,
                                                        PartInstanceModel& to,
                                                        const std::vector<PrunedPiece>& to_pieces) {
  std::vector<const Piece*> pieces;
  for (const PrunedPiece& pruned : to_pieces) {
    const auto& infinite = pruned.instance->infinite;
    if (!infinite || infinite->infiniteInstanceIndex == 0) pieces.push_back(&pruned.instance->piece);
  }
  const Doc<Part> to_part = part_with_overrides(to);
  if (from == nullptr) {
    return playout::calculate_part_timings(playlist_->holdState, nullptr, *to_part, pieces);
  }
  const Doc<Part> from_part = part_with_overrides(*from);
  const auto from_documents = from->piece_documents();
  const auto from_pieces = pieces_of(from_documents);
  const FromPart from_input{*from_part, from_pieces};
  return playout::calculate_part_timings(playlist_->holdState, &from_input, *to_part, pieces);
}

}  // namespace takt::playout
