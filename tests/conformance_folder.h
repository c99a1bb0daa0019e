#pragma once

// Where the scenarios recorded from the reference are; they are not part of the repository.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

namespace takt {

/// The folder with vectors/ and blueprints/: TAKT_VECTORS, else shared/conformance beside (or two
/// above) the repository; nullopt when it is not there.
inline std::optional<std::filesystem::path> conformance_folder() {
  const std::filesystem::path source = TAKT_SOURCE_DIR;
  std::vector<std::filesystem::path> candidates = {source / "../shared/conformance",
                                                   source / "../../shared/conformance"};
  if (const char* named = std::getenv("TAKT_VECTORS")) candidates = {named};
  for (const auto& candidate : candidates) {
    if (std::filesystem::is_directory(candidate / "vectors")) return candidate.lexically_normal();
  }
  return std::nullopt;
}

}  // namespace takt
