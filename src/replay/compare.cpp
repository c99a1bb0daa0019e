#include "replay/compare.h"

#include <cmath>
#include <set>

#include "replay/canonical.h"
#include "replay/difference_report.h"

namespace takt::replay {

namespace {

constexpr size_t kMaxValueText = 160;

class Comparison {
 public:
  Comparison(const Canonical& expected, const Canonical& actual, size_t max_shown)
      : expected_(expected), actual_(actual), max_shown_(max_shown) {}

  void values(const std::string& path, const Json& a, const Json& b) {
    if (lines_.size() >= max_shown_) return;
    if (a.is_object() && b.is_object()) return objects(path, a.get_object(), b.get_object());
    if (a.is_array() && b.is_array()) return arrays(path, a.get_array(), b.get_array());
    if (!same_scalar(a, b)) {
      note(path, "expected " + text(expected_, a) + ", is " + text(actual_, b));
    }
  }

  void note(const std::string& path, const std::string& what) {
    if (lines_.size() < max_shown_) lines_.push_back(path + ": " + what);
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  static std::string text(const Canonical& side, const Json& value) {
    std::string out = python_text(value, Ascii::keep);
    if (out.size() > kMaxValueText) {
      out.resize(kMaxValueText);
      out.append("...");
    }
    return side.explain(out);
  }

  /// Equality of everything but two objects or two arrays.
  static bool same_scalar(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) {
      if (a.is_int64() && b.is_int64()) return a.get_int64() == b.get_int64();
      return *as_number(a) == *as_number(b);
    }
    return a.kind() == b.kind() && a == b;
  }

  void objects(const std::string& path, const JsonObject& a, const JsonObject& b) {
    std::set<std::string_view> keys;
    for (const auto& entry : a) keys.insert(entry.key());
    for (const auto& entry : b) keys.insert(entry.key());
    for (const std::string_view key : keys) {
      const Json* x = a.if_contains(key);
      const Json* y = b.if_contains(key);
      const std::string inner = path + "/" + std::string(key);
      if (x == nullptr) {
        note(inner, "not expected, is " + text(actual_, *y));
      } else if (y == nullptr) {
        note(inner, "expected " + text(expected_, *x) + ", is missing");
      } else {
        values(inner, *x, *y);
      }
    }
  }

  void arrays(const std::string& path, const JsonArray& a, const JsonArray& b) {
    if (a.size() != b.size()) {
      return note(path, fmt::format("expected {} entries, has {}", a.size(), b.size()));
    }
    for (size_t i = 0; i < a.size(); ++i) values(path + "/" + std::to_string(i), a[i], b[i]);
  }

  const Canonical& expected_;
  const Canonical& actual_;
  size_t max_shown_;
  std::vector<std::string> lines_;
};

const Json& result_of(const Json& vector_or_result) {
  const Json* expected = member(vector_or_result, "expected");
  return expected == nullptr ? vector_or_result : *expected;
}

}  // namespace

std::vector<std::string> compare(const Json& expected, const Json& actual, size_t max_shown) {
  const Json& a = result_of(expected);
  const Json& b = result_of(actual);
  Canonical canonical_a(member(a, "hashes"));
  Canonical canonical_b(member(b, "hashes"));
  const JsonArray steps_a = canonical_a.steps(a.as_object().at("steps").as_array());
  const JsonArray steps_b = canonical_b.steps(b.as_object().at("steps").as_array());

  Comparison comparison(canonical_a, canonical_b, max_shown);
  if (steps_a.size() != steps_b.size()) {
    comparison.note("steps", fmt::format("expected {}, has {}", steps_a.size(), steps_b.size()));
  }
  for (size_t i = 0; i < std::min(steps_a.size(), steps_b.size()); ++i) {
    const std::string path = fmt::format("step {} ({})", i, string_member(steps_a[i], "name"));
    comparison.values(path, steps_a[i], steps_b[i]);
  }
  std::vector<std::string> lines = comparison.take();
  if (lines.empty()) return lines;
  // Told by content where that is enough; by the renamed ids where only they differ.
  std::vector<std::string> told = explain_differences(canonical_a, a, canonical_b, b, max_shown);
  return told.empty() ? lines : told;
}

}  // namespace takt::replay
