#include "harness.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace takt::bench {

Percentiles percentiles(std::vector<double> samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double share) {
    return samples[static_cast<size_t>(share * static_cast<double>(samples.size() - 1) + 0.5)];
  };
  return {at(0.5), at(0.95), at(0.99), samples.back(), samples.size()};
}

double time_us(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
  return taken.count();
}

DataFolder::DataFolder(const std::string& name) {
  const char* given = std::getenv("TAKT_BENCH_FOLDER");
  const std::filesystem::path parent = given != nullptr ? given : TAKT_BENCH_BUILD_FOLDER;
  path_ = parent / ("bench-" + name);
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

DataFolder::~DataFolder() {
  std::filesystem::remove_all(path_);
}

void DataFolder::settle() const {
  const int file = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::syncfs(file);
  ::close(file);
}

void Report::add(std::string name, double value, std::string unit) {
  figures_.push_back({std::move(name), value, std::move(unit)});
}

void Report::add(const std::string& name, const Percentiles& found) {
  add(name + "_p50_ms", found.p50 / 1000, "ms");
  add(name + "_p95_ms", found.p95 / 1000, "ms");
  add(name + "_p99_ms", found.p99 / 1000, "ms");
  add(name + "_max_ms", found.max / 1000, "ms");
}

void Report::add_ratio(const std::string& name, double ours, double theirs) {
  add(name, theirs > 0 ? ours / theirs : 0, "x");
}

void Report::add_ratios(const std::string& name, const Percentiles& ours,
                        const Percentiles& theirs) {
  add_ratio(fmt::format(fmt::runtime(name), "p50"), ours.p50, theirs.p50);
  add_ratio(fmt::format(fmt::runtime(name), "p99"), ours.p99, theirs.p99);
}

void Report::finish() const {
  const std::string path = std::string(TAKT_BENCH_BUILD_FOLDER) + "/bench.json";
  JsonObject all;
  if (std::ifstream in(path); in) {
    std::stringstream text;
    text << in.rdbuf();
    all = parse_json(text.str()).as_object();
  }
  fmt::print("\n{}\n", section_);
  for (const Figure& figure : figures_) {
    fmt::print("  {:<58} {:>12.3f} {}\n", figure.name, figure.value, figure.unit);
    all[figure.name] = figure.value;
  }
  std::ofstream(path) << dump_pretty(Json(std::move(all))) << '\n';
}

}  // namespace takt::bench
