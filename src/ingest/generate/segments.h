#pragma once

// Generating segments with the show style blueprint: their documents, parts, pieces and adlibs
// (spec/ingest.md section 7, "Segment generation").

#include "blueprints/watched_packages.h"
#include "ingest/commit/commit_data.h"
#include "ingest/ingest_data.h"

namespace takt::ingest {

/// Generates these segments into the model; the ids of all of them. `watched`: null to look it up.
std::vector<SegmentId> generate_segments(JobContext& job, IngestModel& model,
                                         const std::vector<const IngestSegment*>& segments,
                                         const blueprints::WatchedPackages* watched);

/// Generates every segment of the rundown; those of the model that it doesn't have are orphaned.
/// Adds to the changed and removed segments of `commit`.
void generate_all_segments(JobContext& job, IngestModel& model, const IngestRundown& rundown,
                           const blueprints::WatchedPackages& watched, CommitData& commit);

/// Generates existing segments again from the Sofie cache, where that is allowed.
/// nullopt: no ids were given.
std::optional<CommitData> regenerate_segments(JobContext& job, IngestModel& model,
                                              const IngestRundown& rundown,
                                              const std::vector<SegmentId>& ids);

}  // namespace takt::ingest
