#include "ingest/mos/mutations.h"

#include <stdexcept>
#include <unordered_set>

#include "base/text.h"

namespace takt::ingest {

namespace {

std::string segment_of_story(const std::string& story) {
  return "segment-" + story;
}

/// nullopt: no story is named.
std::optional<std::string> optional_segment(const Opt<Json>& story) {
  if (!story || !truthy(*story)) return std::nullopt;
  const std::string id = mos_text(*story);
  if (id.empty()) return std::nullopt;
  return segment_of_story(id);
}

bool has_ranks(const IngestSegment& segment, double rank) {
  double part_rank = 0;
  return segment.rank == rank &&
         std::all_of(segment.parts.begin(), segment.parts.end(),
                     [&](const IngestPart& part) { return part.rank == part_rank++; });
}

void renumber(IngestRundown& rundown) {
  double rank = 0;
  for (size_t i = 0; i < rundown.segments.size(); ++i, ++rank) {
    if (has_ranks(rundown.segments[i], rank)) continue;
    IngestSegment& segment = rundown.segments.edit(i);
    segment.rank = rank;
    double part_rank = 0;
    for (IngestPart& part : segment.parts) part.rank = part_rank++;
  }
}

const Json& required(const Json& object, std::string_view key) {
  static const Json kNull;
  const Json* found = member(object, key);
  return found ? *found : kNull;
}

/// `payload`: of its part; the story itself comes with mosFullStory.
IngestSegment story_segment(const Json& story, Payload payload) {
  IngestPart part;
  part.external_id = mos_text(required(story, "ID"));
  const Json* slug = member(story, "Slug");
  part.name = truthy(slug) ? mos_text(*slug) : "";
  part.payload = std::move(payload);
  IngestSegment segment;
  segment.external_id = segment_of_story(part.external_id);
  segment.name = part.name;
  segment.parts.push_back(std::move(part));
  return segment;
}

size_t find_segment(const IngestRundown& rundown, const std::string& id) {
  const auto found = std::find_if(rundown.segments.begin(), rundown.segments.end(),
                                  [&](const auto& segment) { return segment.external_id == id; });
  return static_cast<size_t>(found - rundown.segments.begin());
}

/// The place before a segment, or the end. `name`: how the story is called in the error.
size_t insert_place(const IngestRundown& rundown, const std::optional<std::string>& before,
                    const std::string& rundown_id, const std::string& name) {
  if (!before) return rundown.segments.size();
  const size_t place = find_segment(rundown, *before);
  if (place == rundown.segments.size()) {
    throw std::runtime_error(fmt::format("Part {} in rundown {} not found", name, rundown_id));
  }
  return place;
}

Mutation ordered(IngestRundown rundown, NrcsChanges changes) {
  renumber(rundown);
  changes.segment_order_changed = true;
  return RundownUpdate{std::move(rundown), std::move(changes)};
}

/// MongoDB refuses members that begin with a dollar sign, and payloads of old are stored without.
void rename_dollar_members(Json& value) {
  if (JsonArray* array = value.if_array()) {
    for (Json& item : *array) rename_dollar_members(item);
    return;
  }
  JsonObject* object = value.if_object();
  if (object == nullptr) return;
  JsonObject renamed;
  for (auto& entry : *object) {
    std::string key(entry.key());
    if (!key.empty() && key.front() == '$') key.front() = '@';
    rename_dollar_members(entry.value());
    renamed[key] = std::move(entry.value());
  }
  *object = std::move(renamed);
}

}  // namespace

std::string mos_text(const Json& value) {
  if (!truthy(value)) throw std::runtime_error("parseMosString: str parameter missing!");
  if (value.is_string()) return to_string(value.get_string());
  if (const auto plain = as_number(value)) return number_text(*plain);
  // A MOS string that wasn't flattened.
  if (const Json* text = member(value, "_str")) return mos_text(*text);
  return "[object Object]";
}

Mutation mos_rundown(Previous previous, const MosRundownPayload& payload) {
  const bool is_update = truthy(payload.isUpdateOperation);
  IngestRundown rundown;
  rundown.external_id = payload.rundownExternalId;
  rundown.name = mos_text(required(payload.mosRunningOrder, "Slug"));
  rundown.type = "mos";
  rundown.payload = make_payload(payload.mosRunningOrder);
  rundown.source = payload.rundownSource;
  std::unordered_map<std::string, Payload> known;
  if (is_update && previous) {
    for (const IngestSegment& segment : previous->segments) {
      for (const IngestPart& part : segment.parts) known[part.external_id] = part.payload;
    }
  }
  const Json* stories = member(payload.mosRunningOrder, "Stories");
  if (stories != nullptr && stories->is_array()) {
    for (const Json& story : stories->get_array()) {
      IngestSegment segment =
          story_segment(story, is_update ? nullptr : make_payload(JsonObject{}));
      IngestPart& part = segment.parts.front();
      const auto cached = known.find(part.external_id);
      if (!part.payload && cached != known.end()) part.payload = cached->second;
      rundown.segments.push_back(std::move(segment));
    }
  }
  renumber(rundown);
  NrcsChanges changes;
  changes.rundown = RundownChange::regenerate;
  return RundownUpdate{std::move(rundown), std::move(changes)};
}

Mutation mos_metadata(Previous previous, const MosMetadataPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  JsonObject merged;
  if (rundown.payload && rundown.payload->is_object()) merged = rundown.payload->get_object();
  for (const auto& entry : payload.mosRunningOrderBase) merged[entry.key()] = entry.value();
  rundown.payload = make_payload(std::move(merged));
  NrcsChanges changes;
  changes.rundown = RundownChange::payload;
  return RundownUpdate{std::move(rundown), std::move(changes)};
}

Mutation mos_full_story(Previous previous, const MosFullStoryPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  Json story = payload.story;
  rename_dollar_members(story);
  const std::string id = mos_text(required(story, "ID"));
  const std::string segment_id = segment_of_story(id);
  const size_t place = find_segment(rundown, segment_id);
  IngestPart* part = nullptr;
  if (place < rundown.segments.size()) {
    for (IngestPart& candidate : rundown.segments.edit(place).parts) {
      if (candidate.external_id == id) part = &candidate;
    }
  }
  if (part == nullptr) {
    throw std::runtime_error(
        fmt::format("Missing MOS Story \"{}\" in Rundown ingest data for \"{}\"", id,
                    payload.rundownExternalId));
  }
  part->payload = make_payload(std::move(story));
  return RundownUpdate{std::move(rundown), part_change(segment_id, id, PartChange::updated)};
}

Mutation mos_delete_stories(Previous previous, const MosStoriesPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  std::unordered_set<std::string> present, gone;
  for (const IngestSegment& segment : rundown.segments) present.insert(segment.external_id);
  NrcsChanges changes;
  changes.segments.emplace();
  std::vector<std::string> missing;
  for (const Json& story : payload.stories) {
    const std::string id = segment_of_story(mos_text(story));
    if (!present.contains(id)) missing.push_back(id);
    if (gone.insert(id).second) changes.segments->emplace_back(id, SegmentDeleted{});
  }
  if (!missing.empty()) {
    throw std::runtime_error(fmt::format("Parts {} in rundown {} were not found",
                                         join(missing, ", "), payload.rundownExternalId));
  }
  rundown.segments.erase_if(
      [&](const IngestSegment& segment) { return gone.contains(segment.external_id); });
  return RundownUpdate{std::move(rundown), std::move(changes)};
}

Mutation mos_insert_stories(Previous previous, const MosInsertPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  const bool replace = truthy(payload.replace);
  std::vector<IngestSegment> added;
  for (const Json& story : payload.newStories) added.push_back(story_segment(story, nullptr));
  const auto before = optional_segment(payload.insertBeforeStoryId);
  const size_t place =
      insert_place(rundown, before, payload.rundownExternalId,
                   before ? mos_text(*payload.insertBeforeStoryId) : std::string());

  std::unordered_set<std::string> present;
  for (const IngestSegment& segment : rundown.segments) present.insert(segment.external_id);
  if (replace && before) present.erase(*before);
  NrcsChanges changes;
  changes.segments.emplace();
  std::vector<std::string> duplicates;
  std::unordered_set<std::string> new_ids;
  for (const IngestSegment& segment : added) {
    if (present.contains(segment.external_id)) duplicates.push_back(segment.external_id);
    if (new_ids.insert(segment.external_id).second) {
      changes.segments->emplace_back(segment.external_id, SegmentInsertedOrUpdated{});
    }
  }
  if (!duplicates.empty()) {
    throw std::runtime_error(fmt::format("Parts {} already exist in rundown {}",
                                         join(duplicates, ", "), payload.rundownExternalId));
  }
  if (replace && place < rundown.segments.size()) rundown.segments.erase(place);
  for (size_t i = 0; i < added.size(); ++i) {
    rundown.segments.insert(place + i, std::make_shared<IngestSegment>(std::move(added[i])));
  }
  if (replace && before && !new_ids.contains(*before)) {
    changes.segments->emplace_back(*before, SegmentDeleted{});
  }
  return ordered(std::move(rundown), std::move(changes));
}

Mutation mos_move_stories(Previous previous, const MosStoriesPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  std::vector<SegmentList::Pointer> moved;
  std::vector<std::string> missing;
  std::unordered_set<std::string> ids;
  for (const Json& story : payload.stories) {
    const std::string id = mos_text(story);
    const size_t place = find_segment(rundown, segment_of_story(id));
    if (place == rundown.segments.size()) {
      missing.push_back(id);
      continue;
    }
    moved.push_back(rundown.segments.pointer(place));
    ids.insert(moved.back()->external_id);
  }
  if (!missing.empty()) {
    throw std::runtime_error(fmt::format("Parts {} were not found in rundown {}",
                                         join(missing, ", "), payload.rundownExternalId));
  }
  rundown.segments.erase_if(
      [&](const IngestSegment& segment) { return ids.contains(segment.external_id); });
  const auto before = optional_segment(payload.insertBeforeStoryId);
  const size_t place =
      insert_place(rundown, before, payload.rundownExternalId, before.value_or(""));
  for (size_t i = 0; i < moved.size(); ++i) rundown.segments.insert(place + i, moved[i]);
  return ordered(std::move(rundown), {});
}

Mutation mos_swap_stories(Previous previous, const MosSwapPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  const auto place_of = [&](const Json& story) {
    const std::string id = mos_text(story);
    const size_t place = find_segment(rundown, segment_of_story(id));
    if (place == rundown.segments.size()) {
      throw std::runtime_error(
          fmt::format("Story {} not found in rundown {}", id, payload.rundownExternalId));
    }
    return place;
  };
  const size_t first = place_of(payload.story0);
  rundown.segments.swap(first, place_of(payload.story1));
  return ordered(std::move(rundown), {});
}

}  // namespace takt::ingest
