#pragma once

// The benchmarks' own harness: named figures of a section, printed as a table and kept by
// name in build/bench.json (a run replaces its own figures only).
//
//   Report report("store");
//   report.add("commit, 10 documents", percentiles(samples));
//   report.add_ratio("commit / bare", ours.p50, bare.p50);
//   report.finish();

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace takt::bench {

/// Of a set of durations, in microseconds.
struct Percentiles {
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
  size_t count = 0;
};

/// Durations in microseconds; in any order.
Percentiles percentiles(std::vector<double> samples);

/// How long one call takes, in microseconds of the steady clock.
double time_us(const std::function<void()>& work);

/// An empty folder on the file system that is measured, removed with the object: below
/// TAKT_BENCH_FOLDER, or the build folder.
class DataFolder {
 public:
  explicit DataFolder(const std::string& name);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Waits until the disk has what was written, so that what is measured next doesn't wait for it.
  void settle() const;

 private:
  std::filesystem::path path_;
};

class Report {
 public:
  explicit Report(std::string section) : section_(std::move(section)) {}

  void add(std::string name, double value, std::string unit);
  /// As <name>_p50_ms, <name>_p95_ms, <name>_p99_ms and <name>_max_ms.
  void add(const std::string& name, const Percentiles& found);
  void add_ratio(const std::string& name, double ours, double theirs);
  /// Of the p50 and the p99; `name` has {} where these are to stand.
  void add_ratios(const std::string& name, const Percentiles& ours, const Percentiles& theirs);

  /// Prints the figures and merges them into build/bench.json.
  void finish() const;

 private:
  struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
  };

  const std::string section_;
  std::vector<Figure> figures_;
};

}  // namespace takt::bench
