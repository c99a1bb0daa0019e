#pragma once

// A scenario as conformance/FORMAT.md describes it: documents to begin with, and steps that run one
// job or write documents. Plain values. Reading throws std::runtime_error that names the member.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace takt::replay {

/// Documents by collection, in the order they are inserted.
using CollectionDocuments = std::vector<std::pair<std::string, std::vector<Json>>>;

struct JobStep {
  std::string queue;
  std::string job;
  Json data;
};

struct Step {
  Time at = 0;
  /// Exactly one of the two is there.
  std::optional<JobStep> job;
  CollectionDocuments write;

  /// The name in the results: the job's, or "write".
  std::string name() const { return job ? job->job : "write"; }
};

struct Scenario {
  std::string name;
  std::string studio_id;
  CollectionDocuments documents;
  /// Queued jobs are run too, after their step.
  bool drain = false;
  std::vector<Step> steps;
};

/// Reads a scenario, or the scenario of a vector. The Blueprint documents are made from the bundles
/// that it names, which are files in `blueprints`.
Scenario read_scenario(const Json& file, const std::filesystem::path& blueprints);

/// `blueprints` beside the folder `vectors` (or `scenarios`) that holds `file`.
std::filesystem::path blueprints_folder_of(const std::filesystem::path& file);

}  // namespace takt::replay
