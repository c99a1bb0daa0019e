#pragma once

// The package infos that blueprints are shown while they generate: those of the packages that the
// content asked to be told about (listenToPackageInfoUpdates). spec/ingest.md section 7.

#include "blueprints/watched_packages.h"
#include "ingest/model/ingest_model.h"

namespace takt::ingest {

blueprints::WatchedPackages watched_in_rundown(JobContext& job, const IngestModel& model);
blueprints::WatchedPackages watched_in_segments(JobContext& job, const IngestModel& model,
                                                const std::vector<std::string>& external_ids);

blueprints::WatchedPackages of_segment(const blueprints::WatchedPackages& all, const SegmentId& id);
/// What getRundown is shown.
blueprints::WatchedPackages of_baseline(const blueprints::WatchedPackages& all);

/// The segment asks for packages that were not watched, and there are infos of them already.
bool has_unseen_infos(JobContext& job, const IngestSegmentModel& segment,
                      const blueprints::WatchedPackages& seen);

}  // namespace takt::ingest
