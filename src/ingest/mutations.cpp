#include "ingest/mutations.h"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace takt::ingest {

namespace {

bool erase_part(std::vector<IngestPart>& parts, const std::string& id) {
  return std::erase_if(parts, [&](const IngestPart& part) { return part.external_id == id; }) != 0;
}

bool erase_segment(SegmentList& segments, const std::string& id) {
  return segments.erase_if([&](const IngestSegment& item) { return item.external_id == id; }) != 0;
}

/// The place of a segment.
size_t require_segment(const IngestRundown& rundown, const std::string& rundown_id,
                       const std::string& segment_id) {
  for (size_t i = 0; i < rundown.segments.size(); ++i) {
    if (rundown.segments[i].external_id == segment_id) return i;
  }
  throw std::runtime_error(fmt::format("Rundown \"{}\" does not have a Segment \"{}\" to update",
                                       rundown_id, segment_id));
}

NrcsChanges rundown_change(RundownChange change) {
  NrcsChanges out;
  out.rundown = change;
  return out;
}

/// JavaScript's Number(value); nullopt for NaN and for a member that isn't there.
std::optional<double> to_number(const Json* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto plain = as_number(*value)) return plain;
  if (value->is_null()) return 0;
  if (const bool* flag = value->if_bool()) return *flag ? 1 : 0;
  if (!value->is_string()) return std::nullopt;
  const std::string text = to_string(value->get_string());
  if (text.empty()) return 0;
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

IngestRundown require_rundown(Previous previous, const std::string& external_id) {
  if (!previous) throw std::runtime_error(fmt::format("Rundown \"{}\" not found", external_id));
  return std::move(*previous);
}

Mutation update_rundown(Previous previous, const UpdateRundownPayload& payload) {
  if (!previous && !truthy(payload.isCreateAction)) {
    require_rundown(std::nullopt, payload.rundownExternalId);
  }
  // The payload belongs to the job: nothing of it is kept.
  const std::shared_ptr<const void> keeper(std::shared_ptr<const void>(), payload.ingestRundown);
  IngestRundown rundown = read_rundown(*payload.ingestRundown, keeper);
  make_own(rundown, previous ? &*previous : nullptr);
  rundown.source = payload.rundownSource;
  return RundownUpdate{std::move(rundown), rundown_change(RundownChange::regenerate)};
}

Mutation update_rundown_metadata(Previous previous, const UpdateRundownPayload& payload) {
  IngestRundown before = require_rundown(std::move(previous), payload.rundownExternalId);
  IngestRundown rundown =
      rundown_of(reflect::expect_object(*payload.ingestRundown, reflect::Path("ingestRundown")), {});
  rundown.source = payload.rundownSource;
  rundown.segments = std::move(before.segments);
  return RundownUpdate{std::move(rundown), rundown_change(RundownChange::payload)};
}

Mutation remove_rundown(Previous, const RemoveRundownPayload& payload) {
  return Removal{truthy(payload.forceDelete)};
}

Mutation regenerate_rundown(Previous previous, const RundownPayload& payload) {
  return RundownUpdate{require_rundown(std::move(previous), payload.rundownExternalId),
                       rundown_change(RundownChange::regenerate)};
}

Mutation update_segment(Previous previous, const UpdateSegmentPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  IngestSegment segment = read_segment(payload.ingestSegment);
  const std::string id = segment.external_id;
  if (!erase_segment(rundown.segments, id) && !truthy(payload.isCreateAction)) {
    throw std::runtime_error(fmt::format("Segment \"{}\" not found", id));
  }
  rundown.segments.insert_by_rank(std::move(segment));
  return RundownUpdate{std::move(rundown), segment_change(id, SegmentInsertedOrUpdated{})};
}

Mutation remove_segment(Previous previous, const SegmentPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  if (!erase_segment(rundown.segments, payload.segmentExternalId)) {
    throw std::runtime_error(fmt::format("Rundown \"{}\" does not have a Segment \"{}\" to remove",
                                         payload.rundownExternalId, payload.segmentExternalId));
  }
  return RundownUpdate{std::move(rundown),
                       segment_change(payload.segmentExternalId, SegmentDeleted{})};
}

Mutation regenerate_segment(Previous previous, const SegmentPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  require_segment(rundown, payload.rundownExternalId, payload.segmentExternalId);
  SegmentDetails details;
  details.payload_changed = true;
  return RundownUpdate{std::move(rundown),
                       segment_change(payload.segmentExternalId, std::move(details))};
}

Mutation update_segment_ranks(Previous previous, const SegmentRanksPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  NrcsChanges changes;
  changes.segment_order_changed = false;
  for (size_t i = 0; i < rundown.segments.size(); ++i) {
    const auto rank = to_number(payload.newRanks.if_contains(rundown.segments[i].external_id));
    if (!rank) continue;
    if (rundown.segments[i].rank != *rank) rundown.segments.edit(i).rank = *rank;
    changes.segment_order_changed = true;
  }
  return RundownUpdate{std::move(rundown), std::move(changes)};
}

Mutation update_part(Previous previous, const UpdatePartPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  IngestSegment& segment = rundown.segments.edit(
      require_segment(rundown, payload.rundownExternalId, payload.segmentExternalId));
  IngestPart part = read_part(payload.ingestPart);
  const std::string id = part.external_id;
  const bool was_there = erase_part(segment.parts, id);
  segment.parts.push_back(std::move(part));
  return RundownUpdate{std::move(rundown),
                       part_change(payload.segmentExternalId, id,
                                   was_there ? PartChange::updated : PartChange::inserted)};
}

Mutation remove_part(Previous previous, const RemovePartPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  IngestSegment& segment = rundown.segments.edit(
      require_segment(rundown, payload.rundownExternalId, payload.segmentExternalId));
  const bool was_there = erase_part(segment.parts, payload.partExternalId);
  return RundownUpdate{std::move(rundown),
                       was_there ? part_change(payload.segmentExternalId, payload.partExternalId,
                                               PartChange::deleted)
                                 : NrcsChanges{}};
}

Mutation user_operation(Previous previous, const UserOperationPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  JsonObject operation{{"source", "user"},
                       {"operation", payload.operation},
                       {"operationTarget", payload.operationTarget}};
  return RundownUpdate{std::move(rundown), Operation{std::move(operation)}};
}

Mutation playout_operation(Previous previous, const PlayoutOperationPayload& payload) {
  IngestRundown rundown = require_rundown(std::move(previous), payload.rundownExternalId);
  JsonObject operation{{"source", "playout"}};
  if (payload.operation) operation["operation"] = *payload.operation;
  operation["currentSegmentId"] =
      payload.segmentId ? Json(payload.segmentId->str()) : Json(nullptr);
  operation["currentPartId"] = payload.partId ? Json(payload.partId->str()) : Json(nullptr);
  return RundownUpdate{std::move(rundown), Operation{std::move(operation)}};
}

}  // namespace takt::ingest
