#pragma once

// Where a part stands among the parts of its rundown, also when it is not planned (any more).

#include <optional>

#include "ingest/model/ingest_model.h"

namespace takt::ingest {

/// Its index in ordered_parts(); between two of them for a part that isn't there; nullopt when there
/// is nothing to place it by. `rank`: its rank in `segment`.
std::optional<double> part_index(const IngestModel& model, const PartId& part,
                                 const SegmentId& segment, double rank);

}  // namespace takt::ingest
