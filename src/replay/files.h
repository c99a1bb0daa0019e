#pragma once

// Scenario and vector files, plain or gzipped. Throws std::runtime_error naming the file.

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"

namespace takt::replay {

/// The whole file, unpacked when it is gzipped.
std::string read_text(const std::filesystem::path& file);
Json read_json(const std::filesystem::path& file);

/// Every .json and .json.gz file among `paths` and in the folders among them, sorted by path.
std::vector<std::filesystem::path> scenario_files(const std::vector<std::filesystem::path>& paths);

}  // namespace takt::replay
