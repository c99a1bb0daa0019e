#pragma once

// What the newsroom changed, as the studio blueprint is told (the reference's
// NrcsIngestChangeDetails). spec/ingest.md section 3.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"

namespace takt::ingest {

enum class RundownChange { none, payload, regenerate };
enum class PartChange { inserted, updated, deleted };

struct SegmentDetails {
  std::optional<bool> payload_changed;
  std::optional<bool> part_order_changed;
  std::optional<std::vector<std::pair<std::string, PartChange>>> parts;
};
struct SegmentInsertedOrUpdated {};
struct SegmentDeleted {};
using SegmentChange = std::variant<SegmentInsertedOrUpdated, SegmentDeleted, SegmentDetails>;

/// External ids of segments and parts, in the order in which they are to be applied.
struct NrcsChanges {
  RundownChange rundown = RundownChange::none;
  std::optional<bool> segment_order_changed;
  std::optional<std::vector<std::pair<std::string, SegmentChange>>> segments;
  /// old -> new
  std::optional<std::vector<std::pair<std::string, std::string>>> segment_renames;
};

/// {source: 'ingest', ...}
Json to_json(const NrcsChanges& changes);
/// The same back, as a blueprint may hand it on. Throws std::runtime_error when it isn't of the
/// source 'ingest'.
NrcsChanges parse_changes(const Json& value);

/// One change to one segment or part.
NrcsChanges segment_change(std::string segment, SegmentChange change);
NrcsChanges part_change(std::string segment, std::string part, PartChange change);

}  // namespace takt::ingest
