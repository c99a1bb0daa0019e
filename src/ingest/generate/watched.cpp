#include "ingest/generate/watched.h"

namespace takt::ingest {

namespace {

using blueprints::WatchedPackage;
using blueprints::WatchedPackages;

void add_listening(std::vector<WatchedPackage>& out, const std::vector<IngestPackage>& packages) {
  for (const IngestPackage& package : packages) {
    if (package.listens()) out.push_back({package.id, package.source});
  }
}

void add_segment(std::vector<WatchedPackage>& out, const IngestSegmentModel& segment) {
  for (const IngestPartModel* part : segment.parts()) {
    add_listening(out, part->documents().packages);
  }
}

}  // namespace

WatchedPackages watched_in_rundown(JobContext& job, const IngestModel& model) {
  std::vector<WatchedPackage> packages;
  add_listening(packages, model.baseline_packages());
  for (const IngestSegmentModel* segment : model.segments()) add_segment(packages, *segment);
  return WatchedPackages(job, std::move(packages));
}

WatchedPackages watched_in_segments(JobContext& job, const IngestModel& model,
                                    const std::vector<std::string>& external_ids) {
  std::vector<WatchedPackage> packages;
  for (const std::string& id : external_ids) {
    if (const auto* segment = model.find_segment_by_external_id(id)) add_segment(packages, *segment);
  }
  return WatchedPackages(job, std::move(packages));
}

WatchedPackages of_segment(const WatchedPackages& all, const SegmentId& id) {
  return all.filter([&](const WatchedPackage& package) {
    return string_member(package.source, "segmentId") == id.str();
  });
}

WatchedPackages of_baseline(const WatchedPackages& all) {
  return all.filter([](const WatchedPackage& package) {
    const std::string type = string_member(package.source, "fromPieceType");
    return type == "baseline_adlib_action" || type == "rundown_baseline_objects";
  });
}

bool has_unseen_infos(JobContext& job, const IngestSegmentModel& segment,
                      const WatchedPackages& seen) {
  for (const IngestPartModel* part : segment.parts()) {
    for (const IngestPackage& package : part->documents().packages) {
      if (!package.listens() || seen.has(package.id)) continue;
      if (!job.documents().by<PackageInfo>(Index::package, package.id.str()).empty()) return true;
    }
  }
  return false;
}

}  // namespace takt::ingest
