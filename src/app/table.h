#pragma once

// Tables for people: columns as wide as their widest cell, two spaces apart. Pure.

#include <string>
#include <vector>

namespace takt::app {

class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.size() == 1; }
  /// The lines, with a header line; no white space at line ends.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Characters of a UTF-8 text.
size_t display_width(const std::string& text);
/// Cut to `width` characters, with an ellipsis when something is missing.
std::string shortened(const std::string& text, size_t width);
/// Milliseconds as "1:02:03", "2:03" or "0:03".
std::string clock_text(double milliseconds);

}  // namespace takt::app
