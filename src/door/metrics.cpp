#include "door/metrics.h"

#include "base/json.h"

namespace takt::door {

namespace {

std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

}  // namespace

void MetricsWriter::family(std::string_view name, Kind kind, std::string_view help) {
  name_ = name;
  out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(help, false), name,
                      kind == Kind::counter ? "counter"
                      : kind == Kind::gauge ? "gauge"
                                            : "histogram");
}

void MetricsWriter::value(double value, const Labels& labels) {
  sample("", value, labels);
}

void MetricsWriter::sample(std::string_view suffix, double value, const Labels& labels) {
  out_ += name_;
  out_ += suffix;
  const char* separator = "{";
  for (const auto& [key, text] : labels) {
    out_ += fmt::format("{}{}=\"{}\"", separator, key, escaped(text, true));
    separator = ",";
  }
  if (!labels.empty()) out_.push_back('}');
  out_ += " " + number_text(value) + "\n";
}

}  // namespace takt::door
