#include "ingest/changes.h"

#include <stdexcept>

namespace takt::ingest {

namespace {

constexpr const char* kInsertedOrUpdated = "inserted-or-updated";
constexpr const char* kDeleted = "deleted";

const char* part_change_name(PartChange change) {
  switch (change) {
    case PartChange::inserted: return "inserted";
    case PartChange::updated: return "updated";
    case PartChange::deleted: return kDeleted;
  }
  return "";
}

PartChange parse_part_change(const std::string& name) {
  for (const auto change : {PartChange::inserted, PartChange::updated, PartChange::deleted}) {
    if (name == part_change_name(change)) return change;
  }
  throw std::runtime_error(fmt::format("Unknown part change \"{}\"", name));
}

Json segment_json(const SegmentChange& change) {
  if (std::holds_alternative<SegmentInsertedOrUpdated>(change)) return kInsertedOrUpdated;
  if (std::holds_alternative<SegmentDeleted>(change)) return kDeleted;
  const auto& details = std::get<SegmentDetails>(change);
  JsonObject out;
  if (details.payload_changed) out["payloadChanged"] = *details.payload_changed;
  if (details.part_order_changed) out["partOrderChanged"] = *details.part_order_changed;
  if (details.parts) {
    JsonObject parts;
    for (const auto& [id, part] : *details.parts) parts[id] = part_change_name(part);
    out["partChanges"] = std::move(parts);
  }
  return out;
}

SegmentChange parse_segment_change(const std::string& id, const Json& value) {
  if (value.is_string()) {
    const std::string name = to_string(value.get_string());
    if (name == kInsertedOrUpdated) return SegmentInsertedOrUpdated{};
    if (name == kDeleted) return SegmentDeleted{};
  }
  if (!value.is_object()) {
    throw std::runtime_error(
        fmt::format("Unexpected segment change for \"{}\": {}", id, dump(value)));
  }
  SegmentDetails details;
  details.payload_changed = truthy(member(value, "payloadChanged"));
  details.part_order_changed = truthy(member(value, "partOrderChanged"));
  const Json* parts = member(value, "partChanges");
  if (parts != nullptr && parts->is_object()) {
    details.parts.emplace();
    for (const auto& entry : parts->get_object()) {
      if (!entry.value().is_string()) continue;
      details.parts->emplace_back(std::string(entry.key()),
                                  parse_part_change(to_string(entry.value().get_string())));
    }
  }
  return details;
}

}  // namespace

Json to_json(const NrcsChanges& changes) {
  JsonObject out{{"source", "ingest"}};
  if (changes.rundown == RundownChange::regenerate) out["rundownChanges"] = "regenerate";
  if (changes.rundown == RundownChange::payload) out["rundownChanges"] = "payload";
  if (changes.segment_order_changed) out["segmentOrderChanged"] = *changes.segment_order_changed;
  if (changes.segments) {
    JsonObject segments;
    for (const auto& [id, change] : *changes.segments) segments[id] = segment_json(change);
    out["segmentChanges"] = std::move(segments);
  }
  if (changes.segment_renames) {
    JsonObject renames;
    for (const auto& [from, to] : *changes.segment_renames) renames[from] = to;
    out["changedSegmentExternalIds"] = std::move(renames);
  }
  return out;
}

NrcsChanges parse_changes(const Json& value) {
  if (string_member(value, "source") != "ingest") {
    throw std::runtime_error("Changes passed to defaultApplyIngestChanges must be from ingest source");
  }
  NrcsChanges out;
  const std::string rundown = string_member(value, "rundownChanges");
  if (rundown == "regenerate") out.rundown = RundownChange::regenerate;
  if (rundown == "payload") out.rundown = RundownChange::payload;
  if (const Json* changed = member(value, "segmentOrderChanged")) {
    out.segment_order_changed = truthy(changed);
  }
  const Json* segments = member(value, "segmentChanges");
  if (segments != nullptr && segments->is_object()) {
    out.segments.emplace();
    for (const auto& entry : segments->get_object()) {
      if (!truthy(entry.value())) continue;
      std::string id(entry.key());
      SegmentChange change = parse_segment_change(id, entry.value());
      out.segments->emplace_back(std::move(id), std::move(change));
    }
  }
  const Json* renames = member(value, "changedSegmentExternalIds");
  if (renames != nullptr && renames->is_object()) {
    out.segment_renames.emplace();
    for (const auto& entry : renames->get_object()) {
      if (!entry.value().is_string()) continue;
      out.segment_renames->emplace_back(std::string(entry.key()),
                                        to_string(entry.value().get_string()));
    }
  }
  return out;
}

NrcsChanges segment_change(std::string segment, SegmentChange change) {
  NrcsChanges out;
  out.segments.emplace();
  out.segments->emplace_back(std::move(segment), std::move(change));
  return out;
}

NrcsChanges part_change(std::string segment, std::string part, PartChange change) {
  SegmentDetails details;
  details.parts.emplace();
  details.parts->emplace_back(std::move(part), change);
  return segment_change(std::move(segment), std::move(details));
}

}  // namespace takt::ingest
