#pragma once

// When a structural timeline object is active, while it is being worked out. ms, or an expression
// of other objects' ids ("#part_group_x.start + 100"), or "now". Plain values.

#include <optional>
#include <string>
#include <variant>

#include "base/json.h"

namespace takt::playout {

/// Absent, a number of ms, or an expression.
class Moment {
 public:
  Moment() = default;
  Moment(double ms) : value_(ms) {}
  Moment(std::string expression) : value_(std::move(expression)) {}
  Moment(const char* expression) : value_(std::string(expression)) {}

  static Moment now() { return "now"; }
  bool is_now() const { return expression() != nullptr && *expression() == "now"; }
  bool is_set() const { return value_.index() != 0; }
  const double* ms() const { return std::get_if<double>(&value_); }
  const std::string* expression() const { return std::get_if<std::string>(&value_); }

  bool operator==(const Moment&) const = default;

 private:
  std::variant<std::monostate, double, std::string> value_;
};

struct Enable {
  Moment start = {};
  Moment end = {};
  std::optional<double> duration = {};
  /// Members that a piece's enable has besides (isAbsolute).
  JsonObject others = {};

  bool has_end() const { return duration.has_value() || end.is_set(); }
  Json to_json() const;
};

/// `#<id><suffix> <sign> <ms>`, e.g. "#part_group_x.start + 100".
std::string expression(std::string_view id, std::string_view suffix, char sign, double ms);

}  // namespace takt::playout
