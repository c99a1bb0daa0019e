#pragma once

// Replays many recorded vectors and compares: the conformance check. Runs on several threads, each
// with its own blueprints.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "jobs/job_spec.h"
#include "replay/runner.h"

namespace takt::replay {

/// What a replay needs besides the scenarios.
struct ReplaySetup {
  const JobTable& jobs;
  /// Called once on each thread.
  std::function<worker::BlueprintSource()> make_blueprints;
  /// Where the bundles are; empty: `blueprints` beside the folder `vectors` of the file.
  std::filesystem::path blueprints;
  /// For exported journals, whose blueprints were told this address.
  std::function<worker::BlueprintSource(const std::string& host_url)> make_blueprints_at{};

  std::filesystem::path blueprints_of(const std::filesystem::path& file) const;
};

struct Checked {
  /// The folder of the file.
  std::string area;
  /// "<area>/<file name without its ending>"
  std::string name;
  /// As many as asked for; empty when the vector passed.
  std::vector<std::string> differences;
  bool passed() const { return differences.empty(); }
};

/// In the order of `files`. What can't be run has the reason as its difference.
std::vector<Checked> check_files(const std::vector<std::filesystem::path>& files,
                                 const ReplaySetup& setup, unsigned threads, size_t max_shown);

/// Passed and total of each area, then what failed with its differences.
std::string check_report(const std::vector<Checked>& checked);
/// {"passed": [names], "failed": {name: [differences]}}
Json check_json(const std::vector<Checked>& checked);

}  // namespace takt::replay
