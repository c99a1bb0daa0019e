#include "ingest/group_parts.h"

#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

namespace takt::ingest {

namespace {

std::string group_name(const std::string& name, std::string_view separator) {
  // An empty separator splits into characters.
  const size_t end = separator.empty() ? std::min<size_t>(1, name.size()) : name.find(separator);
  std::string prefix = name.substr(0, end);
  return prefix.empty() ? name : prefix;
}

bool order_changed(const auto& now, const auto& before) {
  return !std::equal(now.begin(), now.end(), before.begin(), before.end(),
                     [](const auto& a, const auto& b) { return a.external_id == b.external_id; });
}

/// By external id; of several the last.
auto by_id(const auto& nodes) {
  using Node = std::remove_reference_t<decltype(*nodes.begin())>;
  std::unordered_map<std::string, const Node*> out;
  for (const Node& node : nodes) out[node.external_id] = &node;
  return out;
}

/// The parts whose (ungrouped) segment is marked as changed.
std::unordered_set<std::string> parts_with_changes(const IngestRundown& rundown,
                                                   const NrcsChanges& changes) {
  std::unordered_set<std::string> out;
  if (!changes.segments) return out;
  std::unordered_map<std::string, const SegmentChange*> by_segment;
  for (const auto& [id, change] : *changes.segments) by_segment[id] = &change;
  for (const IngestSegment& segment : rundown.segments) {
    const auto change = by_segment.find(segment.external_id);
    if (change == by_segment.end() || std::holds_alternative<SegmentDeleted>(*change->second)) {
      continue;
    }
    for (const IngestPart& part : segment.parts) out.insert(part.external_id);
  }
  return out;
}

std::optional<SegmentDetails> compare_segments(const IngestSegment& now,
                                               const IngestSegment& before,
                                               const std::unordered_set<std::string>& changed) {
  const auto old_parts = by_id(before.parts);
  const auto new_parts = by_id(now.parts);
  SegmentDetails details;
  details.parts.emplace();
  for (const IngestPart& part : now.parts) {
    const auto old_part = old_parts.find(part.external_id);
    if (old_part == old_parts.end()) {
      details.parts->emplace_back(part.external_id, PartChange::inserted);
    } else if (changed.contains(part.external_id) || old_part->second->name != part.name ||
               !same_payload(old_part->second->payload, part.payload)) {
      details.parts->emplace_back(part.external_id, PartChange::updated);
    }
  }
  for (const IngestPart& part : before.parts) {
    if (!new_parts.contains(part.external_id)) {
      details.parts->emplace_back(part.external_id, PartChange::deleted);
    }
  }
  details.payload_changed = before.name != now.name || !same_payload(before.payload, now.payload);
  details.part_order_changed = order_changed(now.parts, before.parts);
  if (!*details.payload_changed && !*details.part_order_changed && details.parts->empty()) {
    return std::nullopt;
  }
  return details;
}

/// Which removed group lives on as which added one: of the same name, else sharing a part.
std::vector<std::pair<std::string, std::string>> find_renames(
    const std::vector<const IngestSegment*>& removed,
    const std::vector<const IngestSegment*>& added) {
  std::vector<std::pair<std::string, std::string>> out;
  std::unordered_map<std::string, std::vector<size_t>> by_name, by_part;
  for (size_t i = 0; i < added.size(); ++i) {
    by_name[added[i]->name].push_back(i);
    for (const IngestPart& part : added[i]->parts) by_part[part.external_id].push_back(i);
  }
  std::vector<bool> used(added.size(), false);
  const auto first_unused = [&](const auto& map, const std::string& key, size_t best) {
    const auto found = map.find(key);
    if (found == map.end()) return best;
    for (const size_t i : found->second) {
      if (!used[i]) return std::min(i, best);
    }
    return best;
  };
  for (const IngestSegment* segment : removed) {
    size_t match = first_unused(by_name, segment->name, added.size());
    if (match == added.size()) {
      for (const IngestPart& part : segment->parts) {
        match = first_unused(by_part, part.external_id, match);
      }
    }
    if (match == added.size()) continue;
    used[match] = true;
    out.emplace_back(segment->external_id, added[match]->external_id);
  }
  return out;
}

}  // namespace

std::vector<IngestSegment> group_by_name(std::string_view rundown_external_id,
                                         const SegmentList& segments, std::string_view separator) {
  std::vector<IngestSegment> out;
  for (const IngestSegment& segment : segments) {
    std::string name = group_name(segment.name, separator);
    if (out.empty() || out.back().name != name) {
      out.emplace_back().name = std::move(name);
    }
    auto& parts = out.back().parts;
    parts.insert(parts.end(), segment.parts.begin(), segment.parts.end());
  }
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i].parts.empty()) throw std::runtime_error("Cannot group segments without parts");
    out[i].external_id =
        fmt::format("{}_{}", rundown_external_id, out[i].parts.front().external_id);
    out[i].rank = static_cast<double>(i);
    for (size_t k = 0; k < out[i].parts.size(); ++k) {
      out[i].parts[k].rank = static_cast<double>(k);
    }
  }
  return out;
}

GroupedChanges group_parts(const IngestRundown& rundown, const IngestRundown* previous,
                           const NrcsChanges& changes, const GroupSegments& group) {
  GroupedChanges out;
  out.rundown = rundown;
  out.rundown.segments = {};
  for (IngestSegment& segment : group(rundown.segments)) {
    out.rundown.segments.push_back(std::move(segment));
  }
  if (previous == nullptr) {
    out.changes.rundown = RundownChange::regenerate;
    return out;
  }
  const std::vector<IngestSegment> before = group(previous->segments);
  const auto old_segments = by_id(before);
  const auto new_segments = by_id(out.rundown.segments);
  const auto changed = parts_with_changes(rundown, changes);

  out.changes.rundown = changes.rundown;
  out.changes.segments.emplace();
  std::vector<const IngestSegment*> added, removed;
  for (const IngestSegment& segment : out.rundown.segments) {
    const auto old_segment = old_segments.find(segment.external_id);
    if (old_segment == old_segments.end()) {
      added.push_back(&segment);
      out.changes.segments->emplace_back(segment.external_id, SegmentInsertedOrUpdated{});
    } else if (auto details = compare_segments(segment, *old_segment->second, changed)) {
      out.changes.segments->emplace_back(segment.external_id, std::move(*details));
    }
  }
  for (const IngestSegment& segment : before) {
    if (!new_segments.contains(segment.external_id)) removed.push_back(&segment);
  }
  out.changes.segment_renames = find_renames(removed, added);
  std::unordered_set<std::string> renamed;
  for (const auto& [from, to] : *out.changes.segment_renames) renamed.insert(from);
  for (const IngestSegment* segment : removed) {
    if (!renamed.contains(segment->external_id)) {
      out.changes.segments->emplace_back(segment->external_id, SegmentDeleted{});
    }
  }
  out.changes.segment_order_changed = order_changed(out.rundown.segments, before);
  return out;
}

GroupedChanges group_mos_parts(const IngestRundown& rundown, const IngestRundown* previous,
                               const NrcsChanges& changes, std::string_view separator) {
  return group_parts(rundown, previous, changes, [&](const SegmentList& segments) {
    return group_by_name(rundown.external_id, segments, separator);
  });
}

}  // namespace takt::ingest
