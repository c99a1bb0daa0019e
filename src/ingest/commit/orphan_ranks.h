#pragma once

// Where part instances without a part stand among the parts after an ingest operation: behind the
// part that they followed before, or behind the last surviving one before that (spec/ingest.md
// section 9, h). Pure.

#include <functional>
#include <utility>
#include <vector>

#include "ingest/commit/commit_data.h"

namespace takt::ingest {

struct OrphanedInstance {
  PartInstanceId id;
  SegmentId segment;
  double rank = 0;
};

/// New ranks of the orphans in the changed segments. `find_part`: a part as it is now, or nullptr.
std::vector<std::pair<PartInstanceId, double>> orphan_ranks(
    const std::vector<OrphanedInstance>& orphans, const std::vector<SegmentId>& changed_segments,
    const BeforeParts& before, const std::function<const Part*(const PartId&)>& find_part);

}  // namespace takt::ingest
