#pragma once

// A whole file, for tests. Throws std::runtime_error when it can't be read.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace takt {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace takt
