#pragma once

// Where the real newsroom rundowns are; they are not part of the repository.

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace takt {

/// TAKT_REALWORLD, else shared/realworld beside the repository; nullopt when it is not there.
inline std::optional<std::filesystem::path> realworld_folder() {
  std::filesystem::path folder = std::filesystem::path(TAKT_SOURCE_DIR) / "../shared/realworld";
  if (const char* named = std::getenv("TAKT_REALWORLD")) folder = named;
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder.lexically_normal();
}

}  // namespace takt
