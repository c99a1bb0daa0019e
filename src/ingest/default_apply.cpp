#include "ingest/default_apply.h"

#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

namespace takt::ingest {

namespace {

using Id = std::optional<std::string>;

[[noreturn]] void missing(std::string_view what, const std::string& id, std::string_view where) {
  throw std::runtime_error(fmt::format("{} {} not found in {}", what, id, where));
}

/// Applies the transformers, knowing what stood in the rundown before anything was changed.
class Transformer {
 public:
  Transformer(const PayloadTransformers& transformers, const MutableRundown& rundown)
      : transformers_(transformers) {
    if (!transformers_.segment && !transformers_.part) return;
    for (const auto& segment : rundown.segments()) {
      segments_before_[segment->external_id()] = segment;
      for (const auto& part : segment->parts()) parts_before_[part->external_id()] = part;
    }
  }

  Payload rundown(const Payload& nrcs, const Payload& existing) const {
    return transformers_.rundown ? transformers_.rundown(nrcs, existing) : nrcs;
  }
  Payload segment(const Payload& nrcs, const Payload& existing) const {
    return transformers_.segment ? transformers_.segment(nrcs, existing) : nrcs;
  }
  Payload part(const Payload& nrcs, const Payload& existing) const {
    return transformers_.part ? transformers_.part(nrcs, existing) : nrcs;
  }

  IngestSegment whole_segment(const IngestSegment& nrcs,
                              const std::shared_ptr<MutableSegment>& existing) const {
    IngestSegment out = nrcs;
    out.payload = segment(
        nrcs.payload, existing ? existing->payload() : before(segments_before_, nrcs.external_id));
    for (IngestPart& item : out.parts) {
      item = whole_part(item, existing ? existing->part(item.external_id) : nullptr);
    }
    return out;
  }

  IngestPart whole_part(const IngestPart& nrcs,
                        const std::shared_ptr<MutablePart>& existing) const {
    IngestPart out = nrcs;
    out.payload = part(nrcs.payload,
                       existing ? existing->payload() : before(parts_before_, nrcs.external_id));
    return out;
  }

 private:
  template <class Map>
  static Payload before(const Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second->payload();
  }

  const PayloadTransformers& transformers_;
  std::unordered_map<std::string, std::shared_ptr<MutableSegment>> segments_before_;
  std::unordered_map<std::string, std::shared_ptr<MutablePart>> parts_before_;
};

/// Where the newsroom's nodes that changed stand, by their ids. An id that is used twice stands at
/// its first place, and its node is the last one.
template <class Node, class Nodes>
class Places {
 public:
  template <class Changes>
  Places(const Nodes& nodes, const Changes& changes) : nodes_(nodes) {
    std::unordered_set<std::string_view> wanted;
    for (const auto& [id, change] : changes) wanted.insert(id);
    for (size_t i = 0; i < nodes.size(); ++i) {
      const std::string& id = nodes[i].external_id;
      if (!wanted.contains(id)) continue;
      places_.try_emplace(id, i);
      last_[id] = &nodes[i];
    }
  }
  const Node* find(const std::string& id) const {
    const auto found = last_.find(id);
    return found == last_.end() ? nullptr : found->second;
  }
  size_t place(const std::string& id) const { return places_.at(id); }
  Id successor(const std::string& id) const {
    const size_t next = place(id) + 1;
    if (next >= nodes_.size()) return std::nullopt;
    return nodes_[next].external_id;
  }
  /// Last ones first, so that each finds its successor in place.
  void sort_descending(std::vector<const Node*>& nodes) const {
    std::stable_sort(nodes.begin(), nodes.end(), [&](const Node* a, const Node* b) {
      return place(a->external_id) > place(b->external_id);
    });
  }

 private:
  const Nodes& nodes_;
  // By ids in the nodes.
  std::unordered_map<std::string_view, size_t> places_;
  std::unordered_map<std::string_view, const Node*> last_;
};

/// Puts the nodes that the newsroom knows in its order; those it doesn't know stay behind the node
/// that they followed.
template <class List, class Nodes, class MoveBefore, class MoveAfter>
void apply_order(const List& list, const Nodes& nrcs, MoveBefore move_before,
                 MoveAfter move_after) {
  std::unordered_set<std::string_view> known;
  for (const auto& node : nrcs) known.insert(node.external_id);
  std::vector<std::pair<std::string, Id>> unknown;
  Id previous;
  for (const auto& node : list) {
    if (!known.contains(node->external_id())) unknown.emplace_back(node->external_id(), previous);
    previous = node->external_id();
  }
  Id before;
  for (size_t i = nrcs.size(); i-- > 0;) {
    const std::string& id = nrcs[i].external_id;
    if (!list.contains(id)) continue;
    move_before(id, before);
    before = id;
  }
  for (const auto& [id, after] : unknown) move_after(id, after);
}

void apply_part_changes(MutableSegment& segment, const IngestSegment& nrcs,
                        const std::vector<std::pair<std::string, PartChange>>& changes,
                        const Transformer& transform) {
  const Places<IngestPart, std::vector<IngestPart>> places(nrcs.parts, changes);
  std::vector<const IngestPart*> inserts;
  for (const auto& [id, change] : changes) {
    const IngestPart* nrcs_part = places.find(id);
    const auto existing = segment.part(id);
    switch (change) {
      case PartChange::inserted:
        if (nrcs_part == nullptr) missing("Part", id, "nrcs rundown");
        inserts.push_back(nrcs_part);
        break;
      case PartChange::deleted:
        segment.remove_part(id);
        break;
      case PartChange::updated:
        if (!existing) missing("Part", id, "segment");
        if (nrcs_part == nullptr) missing("Part", id, "nrcs segment");
        existing->replace_payload(transform.part(nrcs_part->payload, existing->payload()));
        existing->set_name(nrcs_part->name);
        break;
    }
  }
  places.sort_descending(inserts);
  for (const IngestPart* part : inserts) {
    segment.replace_part(transform.whole_part(*part, segment.part(part->external_id)),
                         places.successor(part->external_id));
  }
}

void apply_details(MutableSegment& segment, const IngestSegment& nrcs,
                   const SegmentDetails& details, const Transformer& transform) {
  if (details.payload_changed.value_or(false)) {
    segment.replace_payload(transform.segment(nrcs.payload, segment.payload()));
    segment.set_name(nrcs.name);
  }
  if (details.parts) apply_part_changes(segment, nrcs, *details.parts, transform);
  if (details.part_order_changed.value_or(false)) {
    apply_order(
        segment.parts(), nrcs.parts,
        [&](const std::string& id, const Id& before) { segment.move_part_before(id, before); },
        [&](const std::string& id, const Id& after) { segment.move_part_after(id, after); });
  }
}

void apply_segment_changes(MutableRundown& rundown, const IngestRundown& nrcs,
                           const std::vector<std::pair<std::string, SegmentChange>>& changes,
                           const Transformer& transform) {
  const Places<IngestSegment, SegmentList> places(nrcs.segments, changes);
  std::vector<const IngestSegment*> inserts;
  for (const auto& [id, change] : changes) {
    const IngestSegment* nrcs_segment = places.find(id);
    if (std::holds_alternative<SegmentInsertedOrUpdated>(change)) {
      if (nrcs_segment == nullptr) missing("Segment", id, "nrcs rundown");
      inserts.push_back(nrcs_segment);
    } else if (std::holds_alternative<SegmentDeleted>(change)) {
      rundown.remove_segment(id);
    } else {
      const auto existing = rundown.segment(id);
      if (!existing) missing("Segment", id, "rundown");
      if (nrcs_segment == nullptr) missing("Segment", id, "nrcs rundown");
      apply_details(*existing, *nrcs_segment, std::get<SegmentDetails>(change), transform);
    }
  }
  places.sort_descending(inserts);
  for (const IngestSegment* segment : inserts) {
    rundown.replace_segment(
        transform.whole_segment(*segment, rundown.segment(segment->external_id)),
        places.successor(segment->external_id));
  }
}

void regenerate_all(MutableRundown& rundown, const IngestRundown& nrcs,
                    const Transformer& transform) {
  // Renames made before this are remembered, so that adlibbed parts follow their segment.
  std::unordered_map<std::string, std::string> originals;
  for (const auto& segment : rundown.segments()) {
    if (auto original = segment->original_external_id()) {
      originals.emplace(segment->external_id(), std::move(*original));
    }
  }
  rundown.remove_all_segments();
  rundown.force_full_regenerate();
  for (const IngestSegment& segment : nrcs.segments) {
    rundown.replace_segment(transform.whole_segment(segment, rundown.segment(segment.external_id)),
                            std::nullopt);
  }
  for (const IngestSegment& segment : nrcs.segments) {
    const auto original = originals.find(segment.external_id);
    if (original != originals.end()) {
      rundown.change_segment_original_external_id(segment.external_id, original->second);
    }
  }
}

}  // namespace

void default_apply(MutableRundown& rundown, const IngestRundown& nrcs, const NrcsChanges& changes,
                   const PayloadTransformers& transformers) {
  const Transformer transform(transformers, rundown);
  if (changes.rundown != RundownChange::none) {
    rundown.replace_payload(transform.rundown(nrcs.payload, rundown.payload()));
    rundown.set_name(nrcs.name);
  }
  if (changes.segment_renames) {
    for (const auto& [from, to] : *changes.segment_renames) {
      if (!from.empty() && !to.empty()) rundown.change_segment_external_id(from, to);
    }
  }
  if (changes.rundown == RundownChange::regenerate) {
    regenerate_all(rundown, nrcs, transform);
    return;
  }
  if (changes.segments) apply_segment_changes(rundown, nrcs, *changes.segments, transform);
  if (changes.segment_order_changed.value_or(false)) {
    apply_order(
        rundown.segments(), nrcs.segments,
        [&](const std::string& id, const Id& before) { rundown.move_segment_before(id, before); },
        [&](const std::string& id, const Id& after) { rundown.move_segment_after(id, after); });
  }
}

}  // namespace takt::ingest
