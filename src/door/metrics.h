#pragma once

// The Prometheus text form (https://prometheus.io/docs/instrumenting/exposition_formats/). One
// writer for one scrape.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace takt::door {

class MetricsWriter {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;
  enum class Kind { counter, gauge, histogram };

  /// Begins a family; its values follow.
  void family(std::string_view name, Kind kind, std::string_view help);
  void value(double value, const Labels& labels = {});
  /// One line of a histogram: "_bucket" (with its label le), "_sum", "_count".
  void sample(std::string_view suffix, double value, const Labels& labels);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::string name_;
};

}  // namespace takt::door
