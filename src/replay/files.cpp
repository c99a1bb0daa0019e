#include "replay/files.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace takt::replay {

namespace fs = std::filesystem;

std::string read_text(const fs::path& file) {
  // gzread gives files that aren't gzipped as they are.
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (!in) throw std::runtime_error("can't open " + file.string());
  std::string text;
  std::vector<char> buffer(256 * 1024);
  for (;;) {
    const int n = gzread(in.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (n < 0) throw std::runtime_error("can't read " + file.string());
    if (n == 0) return text;
    text.append(buffer.data(), static_cast<size_t>(n));
  }
}

Json read_json(const fs::path& file) {
  try {
    return parse_json(read_text(file));
  } catch (const JsonError& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
}

std::vector<fs::path> scenario_files(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  const auto is_scenario = [](const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".json") || name.ends_with(".json.gz");
  };
  for (const fs::path& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file() && is_scenario(entry.path())) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace takt::replay
