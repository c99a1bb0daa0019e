#include "ingest/mutable_rundown.h"

#include <stdexcept>
#include <unordered_map>

#include "ingest/segment_places.h"

namespace takt::ingest {

namespace {

[[noreturn]] void segment_not_found(const std::string& id) {
  throw std::runtime_error(fmt::format("Segment \"{}\" not found", id));
}

[[noreturn]] void part_used_twice(const std::string& id) {
  throw std::runtime_error(fmt::format("Part \"{}\" is used more than once", id));
}

void check_segments(const NodeList<MutableSegment>& segments) {
  if (!segments.may_have_duplicates()) return;
  std::unordered_set<std::string_view> seen;
  for (const auto& node : segments) {
    if (seen.insert(node->external_id()).second) continue;
    throw std::runtime_error(
        fmt::format("Segment \"{}\" is used more than once", node->external_id()));
  }
}

}  // namespace

/// What was stored, and which of it is still so.
class MutableRundown::Stored {
 public:
  explicit Stored(const SegmentList& segments)
      : segments_(segments), places_(segments), is_unchanged_(segments.size()) {}

  void note_unchanged(const SegmentList::Pointer& segment) {
    if (const auto place = places_.find(segment)) is_unchanged_[*place] = true;
  }
  /// nullopt: there was no such segment.
  std::optional<double> rank_of(std::string_view id) {
    if (++asked_ <= kAskedWithoutIndex) {
      const auto found = std::ranges::find(segments_, id, &IngestSegment::external_id);
      return found == segments_.end() ? std::nullopt : std::optional(found->rank);
    }
    if (ranks_.empty()) {
      for (const IngestSegment& segment : segments_) {
        ranks_.emplace(segment.external_id, segment.rank);
      }
    }
    const auto found = ranks_.find(id);
    return found == ranks_.end() ? std::nullopt : std::optional(found->second);
  }
  template <class See>
  void for_each_changed(const See& see) const {
    for (size_t i = 0; i < segments_.size(); ++i) {
      if (!is_unchanged_[i]) see(segments_[i]);
    }
  }
  /// `used`: parts of the segments that changed. Each was stored once, so that only those that are
  /// new in these may stand in another segment, too.
  void check_parts(std::unordered_set<std::string> used) const {
    for_each_changed([&](const IngestSegment& segment) {
      for (const IngestPart& part : segment.parts) used.erase(part.external_id);
    });
    if (used.empty()) return;
    for (size_t i = 0; i < segments_.size(); ++i) {
      if (!is_unchanged_[i]) continue;
      for (const IngestPart& part : segments_[i].parts) {
        if (used.contains(part.external_id)) part_used_twice(part.external_id);
      }
    }
  }

 private:
  const SegmentList& segments_;
  SegmentPlaces places_;
  std::vector<bool> is_unchanged_;
  static constexpr int kAskedWithoutIndex = 8;
  int asked_ = 0;
  std::unordered_map<std::string_view, double> ranks_;  // once somebody asked often
};

MutableRundown::MutableRundown(const IngestRundown& rundown, bool is_new)
    : MutableNode(rundown.external_id, rundown.name, rundown.payload, rundown.user_edit_states,
                  is_new) {
  head_.type = rundown.type;
  head_.source = rundown.source;
  head_.playlist_external_id = rundown.playlist_external_id;
  head_.extra = rundown.extra;
  stored_ = rundown.segments;
  stored_.stable_sort(
      [](const IngestSegment& a, const IngestSegment& b) { return a.rank < b.rank; });
  for (size_t i = 0; i < stored_.size(); ++i) {
    // Their documents are stored by these ids.
    segments_.append_unique(std::make_shared<MutableSegment>(stored_.pointer(i)));
  }
}

MutableRundown MutableRundown::existing(const IngestRundown& rundown) {
  return MutableRundown(rundown, false);
}

MutableRundown MutableRundown::blank(const IngestRundown& nrcs) {
  IngestRundown head;
  head.external_id = nrcs.external_id;
  head.name = nrcs.name;
  head.type = nrcs.type;
  head.source = nrcs.source;
  head.playlist_external_id = nrcs.playlist_external_id;
  return MutableRundown(head, true);
}

std::pair<std::shared_ptr<MutablePart>, std::shared_ptr<MutableSegment>> MutableRundown::find_part(
    const std::string& id) const {
  for (const auto& segment : segments_) {
    if (auto part = segment->part(id)) return {std::move(part), segment};
  }
  return {};
}

void MutableRundown::move_segment_before(const std::string& id,
                                         const std::optional<std::string>& before) {
  if (before == id) throw std::runtime_error("Cannot move Segment before itself");
  auto segment = segments_.find(id);
  if (!segment) segment_not_found(id);
  segments_.remove(id);
  if (!before || before->empty()) {
    segments_.push_back(std::move(segment));
  } else if (!segments_.insert_before(*before, std::move(segment))) {
    segment_not_found(*before);
  }
}

void MutableRundown::move_segment_after(const std::string& id,
                                        const std::optional<std::string>& after) {
  if (after == id) throw std::runtime_error("Cannot move Segment after itself");
  auto segment = segments_.find(id);
  if (!segment) segment_not_found(id);
  segments_.remove(id);
  if (!after || after->empty()) {
    segments_.push_front(std::move(segment));
  } else if (!segments_.insert_after(*after, std::move(segment))) {
    segment_not_found(*after);
  }
}

std::shared_ptr<MutableSegment> MutableRundown::replace_segment(
    const IngestSegment& segment, const std::optional<std::string>& before) {
  if (before == segment.external_id) {
    throw std::runtime_error("Cannot insert Segment before itself");
  }
  IngestSegment fresh = segment;
  fresh.user_edit_states = JsonObject{};
  for (IngestPart& part : fresh.parts) part.user_edit_states = JsonObject{};
  auto added = std::make_shared<MutableSegment>(fresh);
  if (const auto old = segments_.find(segment.external_id)) {
    if (const auto original = old->original_external_id())
      added->set_original_external_id(*original);
    segments_.remove(segment.external_id);
  }
  if (!before || before->empty()) {
    segments_.push_back(added);
  } else if (!segments_.insert_before(*before, added)) {
    segment_not_found(*before);
  }
  return added;
}

std::shared_ptr<MutableSegment> MutableRundown::change_segment_external_id(const std::string& from,
                                                                           const std::string& to) {
  auto segment = segments_.find(from);
  if (!segment) segment_not_found(from);
  if (segments_.contains(to)) {
    throw std::runtime_error(fmt::format("Segment \"{}\" already exists", to));
  }
  segment->set_external_id(to);
  segments_.renamed(from, to);
  return segment;
}

std::shared_ptr<MutableSegment> MutableRundown::change_segment_original_external_id(
    const std::string& id, const std::string& original) {
  auto segment = segments_.find(id);
  if (!segment) segment_not_found(id);
  if (segments_.contains(original)) {
    throw std::runtime_error(fmt::format("Segment \"{}\" exists", original));
  }
  segment->set_original_external_id(original);
  return segment;
}

void MutableRundown::set_source(const Json& source) {
  if (source == head_.source) return;
  head_.source = source;
  mark_changed();
}

/// The documents of what was stored and is neither unchanged nor used by this id.
void MutableRundown::note_removed(const CacheDocuments<SofieIngestCacheDoc>& make,
                                  const Stored& stored,
                                  const std::unordered_set<std::string>& parts,
                                  SofieCacheUpdate& cache) const {
  stored.for_each_changed([&](const IngestSegment& segment) {
    if (!segments_.contains(segment.external_id)) {
      cache.removed.push_back(make.segment_key(segment.external_id));
    }
    for (const IngestPart& part : segment.parts) {
      if (!parts.contains(part.external_id)) {
        cache.removed.push_back(make.part_key(part.external_id));
      }
    }
  });
}

std::pair<ComputedChanges, SofieCacheUpdate> MutableRundown::take_changes(const RundownId& id) {
  check_segments(segments_);
  const CacheDocuments<SofieIngestCacheDoc> make(id);
  ComputedChanges out;
  SofieCacheUpdate cache;
  Stored stored(stored_);
  std::unordered_set<std::string> used_parts, renamed_from;

  out.rundown = head_;
  out.rundown.external_id = external_id();
  out.rundown.name = name();
  out.rundown.payload = payload();
  out.rundown.user_edit_states = user_edit_states();
  SegmentList& segments = out.rundown.segments;
  segments.reserve(segments_.size());
  for (const auto& node : segments_) {
    const size_t place = segments.size();
    if (const auto& same = node->unchanged(); same && same->rank == static_cast<double>(place)) {
      stored.note_unchanged(same);
      segments.push_back(same);
      continue;
    }
    const std::string& segment_id = node->external_id();
    MutableSegment::Changes changes = node->take_changes(place, cache);
    for (const IngestPart& part : changes.segment.parts) {
      if (!used_parts.insert(part.external_id).second) part_used_twice(part.external_id);
    }
    const auto rank = static_cast<double>(place);
    const std::optional<double> old_rank =
        changes.unchanged ? changes.unchanged->rank : stored.rank_of(segment_id);
    const bool rank_changed = old_rank != rank;
    if (rank_changed) out.updated_ranks.emplace_back(segment_id, rank);
    const bool renamed = changes.renamed_from.has_value();
    if (renamed) {
      renamed_from.insert(*changes.renamed_from);
      out.renames.emplace_back(*changes.renamed_from, segment_id);
    }
    if (changes.segment_changed || changes.parts_changed)
      out.segments_to_regenerate.push_back(place);
    if (changes.unchanged) {
      stored.note_unchanged(changes.unchanged);
      segments.push_back(std::move(changes.unchanged));
      if (rank_changed) segments.edit(place).rank = rank;
    } else {
      changes.segment.rank = rank;
      segments.push_back(std::move(changes.segment));
    }
    if (changes.segment_changed || rank_changed || renamed) {
      cache.changed.push_back({place});
    }
    node->set_stored(segments.pointer(place));
  }
  stored.check_parts(used_parts);
  stored.for_each_changed([&](const IngestSegment& segment) {
    const std::string& old_id = segment.external_id;
    if (!segments_.contains(old_id) && !renamed_from.contains(old_id)) {
      out.segments_to_remove.push_back(old_id);
    }
  });
  note_removed(make, stored, used_parts, cache);
  out.regenerate_rundown = take_changed();
  if (out.regenerate_rundown) cache.changed.push_back({});
  stored_ = segments;
  return {std::move(out), std::move(cache)};
}

}  // namespace takt::ingest
