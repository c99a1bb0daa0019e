#pragma once

// The package infos that a context may ask for: those of packages whose owner watches them
// (listenToPackageInfoUpdates). Read when made; plain values.

#include <functional>
#include <string_view>
#include <vector>

#include "jobs/job_context.h"

namespace takt::blueprints {

struct WatchedPackage {
  ExpectedPackageId id;
  /// An ingest source of the package (ExpectedPackage.ingestSources).
  Json source;
};

class WatchedPackages {
 public:
  /// None: contexts whose packages nobody follows.
  WatchedPackages() = default;
  /// Those given, with their infos.
  WatchedPackages(JobContext& job, std::vector<WatchedPackage> packages);
  /// Of stored packages: every source of those packages that have one that fits `source`.
  static WatchedPackages of_documents(JobContext& job, const Opt<RundownId>& rundown,
                                      const Opt<BucketId>& bucket,
                                      const std::function<bool(const Json& source)>& source);

  WatchedPackages filter(const std::function<bool(const WatchedPackage&)>& keep) const;
  bool has(const ExpectedPackageId& id) const;
  /// Infos of the first package that the blueprint knows by this id.
  Json infos(std::string_view blueprint_package_id) const;

 private:
  std::vector<WatchedPackage> packages_;
  std::vector<Doc<PackageInfo>> infos_;
};

}  // namespace takt::blueprints
