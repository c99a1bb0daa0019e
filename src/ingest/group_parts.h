#pragma once

// Grouping: a newsroom that knows only stories sends one segment for each; the show wants those
// that belong together in one segment. Turns a rundown and its changes into the grouped ones.
// spec/ingest.md section 3 (MOS grouping).

#include <functional>
#include <optional>
#include <string_view>

#include "ingest/changes.h"
#include "ingest/ingest_data.h"

namespace takt::ingest {

struct GroupedChanges {
  IngestRundown rundown;
  NrcsChanges changes;
};

using GroupSegments = std::function<std::vector<IngestSegment>(const SegmentList& segments)>;

/// `previous`: the newsroom's rundown before the change, null when there was none.
GroupedChanges group_parts(const IngestRundown& rundown, const IngestRundown* previous,
                           const NrcsChanges& changes, const GroupSegments& group);

/// Joins neighbours whose names are equal up to `separator`.
GroupedChanges group_mos_parts(const IngestRundown& rundown, const IngestRundown* previous,
                               const NrcsChanges& changes, std::string_view separator);

/// What joins the segments of one rundown for group_mos_parts.
std::vector<IngestSegment> group_by_name(std::string_view rundown_external_id,
                                         const SegmentList& segments, std::string_view separator);

}  // namespace takt::ingest
