#include "ingest/ingest_data.h"

#include <unordered_map>

#include "base/json_codec.h"
#include "ingest/segment_places.h"

namespace takt::ingest {

namespace {

using reflect::Path;

std::string required_string(const JsonObject& object, std::string_view key, const Path& path) {
  const Json* found = object.if_contains(key);
  if (found == nullptr) reflect::fail(path.member(key), "is missing");
  return reflect::expect_string(*found, path.member(key));
}

double number_or_zero(const JsonObject& object, std::string_view key) {
  const Json* found = object.if_contains(key);
  return found == nullptr ? 0 : as_number(*found).value_or(0);
}

Payload payload_of(const JsonObject& object, const std::shared_ptr<const void>& keeper) {
  const Json* found = object.if_contains("payload");
  if (found == nullptr) return nullptr;
  if (keeper) return Payload(keeper, found);
  return std::make_shared<const Json>(*found);
}

Opt<JsonObject> object_member(const JsonObject& object, std::string_view key) {
  const Json* found = object.if_contains(key);
  if (found == nullptr || !found->is_object()) return {};
  return found->get_object();
}

void read_extra(JsonObject& extra, const JsonObject& object,
                std::initializer_list<std::string_view> known) {
  for (const auto& entry : object) {
    if (std::find(known.begin(), known.end(), entry.key()) == known.end()) {
      extra.emplace(entry.key(), entry.value());
    }
  }
}

template <class Node>
void read_common(Node& node, const JsonObject& data, const std::shared_ptr<const void>& keeper,
                 const Path& path) {
  node.external_id = required_string(data, "externalId", path);
  node.name = string_member(data, "name");
  node.payload = payload_of(data, keeper);
  node.user_edit_states = object_member(data, "userEditStates");
}

template <class Node>
JsonObject common_object(const Node& node) {
  JsonObject out = node.extra;
  out["externalId"] = node.external_id;
  out["name"] = node.name;
  if (node.payload) out["payload"] = *node.payload;
  if (node.user_edit_states) out["userEditStates"] = *node.user_edit_states;
  return out;
}

template <class Node>
bool same_ranked(const Node& a, const Node& b) {
  return a.external_id == b.external_id && a.name == b.name && a.rank == b.rank &&
         same_payload(a.payload, b.payload) && a.user_edit_states == b.user_edit_states &&
         a.extra == b.extra;
}

template <class Nodes>
void stable_sort_by_rank(Nodes& nodes) {
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](const auto& a, const auto& b) { return a.rank < b.rank; });
}

}  // namespace

void SegmentList::insert_by_rank(IngestSegment segment) {
  size_t place = size();
  while (place > 0 && pointer(place - 1)->rank > segment.rank) --place;
  insert(place, std::make_shared<IngestSegment>(std::move(segment)));
}

IngestSegment& SegmentList::edit(size_t place) {
  Pointer& segment = own()[place];
  if (segment.use_count() > 1) segment = std::make_shared<IngestSegment>(*segment);
  // No segment is made as a constant, and nobody else sees this one.
  auto& editable = const_cast<IngestSegment&>(*segment);
  editable.is_regular = false;
  return editable;
}

Payload make_payload(Json value) {
  return std::make_shared<const Json>(std::move(value));
}

bool same_payload(const Payload& a, const Payload& b) {
  if (a == b) return true;
  return a && b && *a == *b;
}

IngestPart part_of(const JsonObject& data, const std::shared_ptr<const void>& keeper) {
  IngestPart part;
  read_common(part, data, keeper, Path("part"));
  part.rank = number_or_zero(data, "rank");
  read_extra(part.extra, data, {"externalId", "name", "rank", "payload", "userEditStates"});
  return part;
}

IngestSegment segment_of(const JsonObject& data, const std::shared_ptr<const void>& keeper) {
  IngestSegment segment;
  read_common(segment, data, keeper, Path("segment"));
  segment.rank = number_or_zero(data, "rank");
  read_extra(segment.extra, data,
             {"externalId", "name", "rank", "payload", "userEditStates", "parts"});
  return segment;
}

IngestRundown rundown_of(const JsonObject& data, const std::shared_ptr<const void>& keeper) {
  IngestRundown rundown;
  read_common(rundown, data, keeper, Path("rundown"));
  rundown.type = string_member(data, "type");
  if (const Json* source = data.if_contains("rundownSource")) rundown.source = *source;
  const Json* playlist = data.if_contains("playlistExternalId");
  if (playlist != nullptr && playlist->is_string()) {
    rundown.playlist_external_id = to_string(playlist->get_string());
  }
  read_extra(rundown.extra, data,
             {"externalId", "name", "type", "payload", "userEditStates", "rundownSource",
              "playlistExternalId", "segments"});
  return rundown;
}

IngestPart read_part(const Json& value, const std::shared_ptr<const void>& keeper) {
  return part_of(reflect::expect_object(value, Path("part")), keeper);
}

IngestSegment read_segment(const Json& value, const std::shared_ptr<const void>& keeper) {
  const JsonObject& object = reflect::expect_object(value, Path("segment"));
  IngestSegment segment = segment_of(object, keeper);
  const Json* parts = object.if_contains("parts");
  if (parts == nullptr) reflect::fail(Path("segment").member("parts"), "is missing");
  for (const Json& part : reflect::expect_array(*parts, Path("segment").member("parts"))) {
    segment.parts.push_back(read_part(part, keeper));
  }
  return segment;
}

IngestRundown read_rundown(const Json& value, const std::shared_ptr<const void>& keeper) {
  const JsonObject& object = reflect::expect_object(value, Path("rundown"));
  IngestRundown rundown = rundown_of(object, keeper);
  const Json* segments = object.if_contains("segments");
  if (segments == nullptr) reflect::fail(Path("rundown").member("segments"), "is missing");
  for (const Json& segment : reflect::expect_array(*segments, Path("rundown").member("segments"))) {
    rundown.segments.push_back(read_segment(segment, keeper));
  }
  return rundown;
}

namespace {

/// `before`: the node of the same id, or null.
template <class Node>
void make_payload_own(Node& node, const Node* before) {
  if (!node.payload) return;
  const bool is_same = before != nullptr && same_payload(node.payload, before->payload);
  node.payload = is_same ? before->payload : make_payload(*node.payload);
}

void make_own(IngestSegment& segment, const IngestSegment* before) {
  make_payload_own(segment, before);
  for (size_t i = 0; i < segment.parts.size(); ++i) {
    IngestPart& part = segment.parts[i];
    const bool is_there = before != nullptr && i < before->parts.size() &&
                          before->parts[i].external_id == part.external_id;
    make_payload_own(part, is_there ? &before->parts[i] : nullptr);
  }
}

}  // namespace

void make_own(IngestRundown& rundown, const IngestRundown* before) {
  make_payload_own(rundown, before);
  std::unordered_map<std::string_view, const IngestSegment*> known;
  if (before != nullptr) {
    for (const IngestSegment& segment : before->segments) {
      known.emplace(segment.external_id, &segment);
    }
  }
  for (size_t i = 0; i < rundown.segments.size(); ++i) {
    const auto found = known.find(rundown.segments[i].external_id);
    make_own(rundown.segments.edit(i), found == known.end() ? nullptr : found->second);
  }
}

JsonObject to_object(const IngestPart& part) {
  JsonObject out = common_object(part);
  out["rank"] = number(part.rank);
  return out;
}

JsonObject to_object(const IngestSegment& segment, Children children) {
  JsonObject out = common_object(segment);
  out["rank"] = number(segment.rank);
  JsonArray parts;
  if (children == Children::include) {
    parts.reserve(segment.parts.size());
    for (const IngestPart& part : segment.parts) parts.push_back(to_object(part));
  }
  out["parts"] = std::move(parts);
  return out;
}

JsonObject to_object(const IngestRundown& rundown, Children children) {
  JsonObject out = common_object(rundown);
  out["type"] = rundown.type;
  if (!rundown.source.is_null()) out["rundownSource"] = rundown.source;
  if (rundown.playlist_external_id) out["playlistExternalId"] = *rundown.playlist_external_id;
  JsonArray segments;
  if (children == Children::include) {
    segments.reserve(rundown.segments.size());
    for (const IngestSegment& segment : rundown.segments) {
      segments.push_back(to_object(segment, Children::include));
    }
  }
  out["segments"] = std::move(segments);
  return out;
}

bool same_node(const IngestPart& a, const IngestPart& b) {
  return same_ranked(a, b);
}

bool same_node(const IngestSegment& a, const IngestSegment& b) {
  return same_ranked(a, b);
}

void sort_by_rank(IngestRundown& rundown, const IngestRundown* sorted) {
  rundown.segments.stable_sort(
      [](const IngestSegment& a, const IngestSegment& b) { return a.rank < b.rank; });
  const SegmentList none;
  SegmentPlaces done(sorted != nullptr ? sorted->segments : none);
  for (size_t i = 0; i < rundown.segments.size(); ++i) {
    if (done.find(rundown.segments.pointer(i))) continue;
    const bool is_sorted = std::ranges::is_sorted(rundown.segments[i].parts, {}, &IngestPart::rank);
    if (!is_sorted) stable_sort_by_rank(rundown.segments.edit(i).parts);
  }
}

}  // namespace takt::ingest
