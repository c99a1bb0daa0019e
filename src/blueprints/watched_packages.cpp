#include "blueprints/watched_packages.h"

#include <unordered_set>

namespace takt::blueprints {

WatchedPackages::WatchedPackages(JobContext& job, std::vector<WatchedPackage> packages)
    : packages_(std::move(packages)) {
  std::unordered_set<ExpectedPackageId> seen;
  for (const WatchedPackage& package : packages_) {
    if (!seen.insert(package.id).second) continue;
    for (auto& info : job.documents().by<PackageInfo>(Index::package, package.id.str())) {
      infos_.push_back(std::move(info));
    }
  }
}

WatchedPackages WatchedPackages::of_documents(
    JobContext& job, const Opt<RundownId>& rundown, const Opt<BucketId>& bucket,
    const std::function<bool(const Json& source)>& source) {
  const auto fits = [&](const ExpectedPackage& package) {
    return package.studioId == job.studio_id() &&
           package.rundownId.as_optional() == rundown.as_optional() &&
           package.bucketId.as_optional() == bucket.as_optional() &&
           std::any_of(package.ingestSources.begin(), package.ingestSources.end(), source);
  };
  const auto candidates =
      rundown  ? job.documents().by<ExpectedPackage>(Index::rundown, rundown->str())
      : bucket ? job.documents().by<ExpectedPackage>(Index::bucket, bucket->str())
               : job.documents().all<ExpectedPackage>();
  std::vector<WatchedPackage> watched;
  for (const Doc<ExpectedPackage>& package : candidates) {
    if (!fits(*package)) continue;
    for (const Json& item : package->ingestSources) watched.push_back({package->_id, item});
  }
  return WatchedPackages(job, std::move(watched));
}

WatchedPackages WatchedPackages::filter(
    const std::function<bool(const WatchedPackage&)>& keep) const {
  WatchedPackages kept;
  for (const WatchedPackage& package : packages_) {
    if (keep(package)) kept.packages_.push_back(package);
  }
  for (const Doc<PackageInfo>& info : infos_) {
    if (kept.has(info->packageId)) kept.infos_.push_back(info);
  }
  return kept;
}

bool WatchedPackages::has(const ExpectedPackageId& id) const {
  return std::any_of(packages_.begin(), packages_.end(),
                     [&](const WatchedPackage& package) { return package.id == id; });
}

Json WatchedPackages::infos(std::string_view blueprint_package_id) const {
  JsonArray found;
  for (const WatchedPackage& package : packages_) {
    const Json* id = member(package.source, "blueprintPackageId");
    if (id == nullptr || !id->is_string() || id->get_string() != blueprint_package_id) continue;
    for (const Doc<PackageInfo>& info : infos_) {
      if (info->packageId == package.id) found.push_back(to_json(*info));
    }
    break;
  }
  return found;
}

}  // namespace takt::blueprints
