#include "replay/difference_report.h"

#include <algorithm>
#include <map>

namespace takt::replay {

namespace {

constexpr size_t kMaxValueText = 200;

/// An entry of a list or a document of a collection: what it is called, and the two of that name.
struct Pair {
  const Json* expected = nullptr;
  const Json* actual = nullptr;
};

class Report {
 public:
  Report(Canonical& expected, Canonical& actual, size_t max_shown)
      : expected_(expected), actual_(actual), max_shown_(max_shown) {}

  bool full() const { return lines_.size() >= max_shown_; }
  std::vector<std::string> take() { return std::move(lines_); }

  void note(const std::string& path, const std::string& what) {
    if (!full()) lines_.push_back(path + ": " + what);
  }

  void values(const std::string& path, const Json& a, const Json& b) {
    if (full()) return;
    if (a.is_object() && b.is_object()) return objects(path, a.get_object(), b.get_object());
    if (a.is_array() && b.is_array()) return arrays(path, a.get_array(), b.get_array());
    if (!equal(a, b)) note(path, "expected " + text(a) + ", is " + text(b));
  }

  /// The documents of a collection, which have ids that may differ.
  void documents(const std::string& path, const JsonObject& a, const JsonObject& b) {
    std::map<std::string, std::pair<std::vector<const Json*>, std::vector<const Json*>>> by_name;
    std::map<const Json*, std::string> ids;
    for (const auto& entry : a) {
      by_name[expected_.masked(entry.key())].first.push_back(&entry.value());
      ids[&entry.value()] = entry.key();
    }
    for (const auto& entry : b) {
      by_name[actual_.masked(entry.key())].second.push_back(&entry.value());
      ids[&entry.value()] = entry.key();
    }
    for (auto& [name, lists] : by_name) {
      for (const Pair& pair : matched(lists.first, lists.second)) {
        pair_values(path + "/" + ids[pair.expected ? pair.expected : pair.actual], pair);
      }
    }
  }

 private:
  static std::string text(const Json& value) {
    std::string out = python_text(value, Ascii::keep);
    if (out.size() > kMaxValueText) {
      out.resize(kMaxValueText);
      out.append("...");
    }
    return out;
  }

  /// Equal but for ids.
  bool equal(const Json& a, const Json& b) {
    if (a.is_string() && b.is_string()) {
      return expected_.masked(a.get_string()) == actual_.masked(b.get_string());
    }
    if (a.is_number() && b.is_number()) return *as_number(a) == *as_number(b);
    if (a.is_array() && b.is_array()) {
      const JsonArray& x = a.get_array();
      const JsonArray& y = b.get_array();
      return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin(),
                                                [this](const Json& i, const Json& j) {
                                                  return equal(i, j);
                                                });
    }
    if (!a.is_object() || !b.is_object()) return a.kind() == b.kind() && a == b;
    if (a.get_object().size() != b.get_object().size()) return false;
    std::map<std::string, const Json*> other;
    for (const auto& entry : b.get_object()) other[actual_.masked(entry.key())] = &entry.value();
    for (const auto& entry : a.get_object()) {
      const auto it = other.find(expected_.masked(entry.key()));
      if (it == other.end() || !equal(entry.value(), *it->second)) return false;
    }
    return true;
  }

  /// Of two lists of the same name: equal ones together, then the rest in order.
  std::vector<Pair> matched(std::vector<const Json*> a, std::vector<const Json*> b) {
    std::vector<Pair> pairs;
    std::erase_if(a, [&](const Json* one) {
      const auto it = std::find_if(b.begin(), b.end(),
                                   [&](const Json* other) { return equal(*one, *other); });
      if (it == b.end()) return false;
      b.erase(it);
      return true;
    });
    for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      pairs.push_back({i < a.size() ? a[i] : nullptr, i < b.size() ? b[i] : nullptr});
    }
    return pairs;
  }

  void pair_values(const std::string& path, const Pair& pair) {
    if (pair.expected == nullptr) {
      note(path, "not expected, is " + text(*pair.actual));
    } else if (pair.actual == nullptr) {
      note(path, "expected " + text(*pair.expected) + ", is missing");
    } else {
      values(path, *pair.expected, *pair.actual);
    }
  }

  void objects(const std::string& path, const JsonObject& a, const JsonObject& b) {
    std::map<std::string, Pair> members;
    std::map<std::string, std::string> shown;
    for (const auto& entry : b) members[actual_.masked(entry.key())].actual = &entry.value();
    for (const auto& entry : b) shown[actual_.masked(entry.key())] = entry.key();
    for (const auto& entry : a) members[expected_.masked(entry.key())].expected = &entry.value();
    for (const auto& entry : a) shown[expected_.masked(entry.key())] = entry.key();
    for (const auto& [name, pair] : members) pair_values(path + "/" + shown[name], pair);
  }

  /// The id of a list's entry; empty when it has none.
  static std::string_view entry_id(const Json& entry) {
    for (const char* key : {"_id", "id"}) {
      const Json* id = member(entry, key);
      if (id != nullptr && id->is_string()) return id->get_string();
    }
    return {};
  }

  static bool all_named(const JsonArray& list) {
    return !list.empty() && std::none_of(list.begin(), list.end(), [](const Json& entry) {
      return entry_id(entry).empty();
    });
  }

  void arrays(const std::string& path, const JsonArray& a, const JsonArray& b) {
    if (all_named(a) && all_named(b)) return named_entries(path, a, b);
    if (a.size() != b.size()) {
      note(path, fmt::format("expected {} entries, has {}", a.size(), b.size()));
    }
    for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      pair_values(path + "/" + std::to_string(i),
                  {i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr});
    }
  }

  void named_entries(const std::string& path, const JsonArray& a, const JsonArray& b) {
    std::vector<std::string> order_a;
    std::vector<std::string> order_b;
    std::map<std::string, std::pair<std::vector<const Json*>, std::vector<const Json*>>> by_name;
    for (const Json& entry : a) {
      order_a.push_back(expected_.masked(entry_id(entry)));
      by_name[order_a.back()].first.push_back(&entry);
    }
    for (const Json& entry : b) {
      order_b.push_back(actual_.masked(entry_id(entry)));
      by_name[order_b.back()].second.push_back(&entry);
    }
    const size_t before = lines_.size();
    for (auto& [name, lists] : by_name) {
      for (const Pair& pair : matched(lists.first, lists.second)) {
        pair_values(fmt::format("{}/{}", path, entry_id(pair.expected ? *pair.expected : *pair.actual)),
                    pair);
      }
    }
    if (lines_.size() != before) return;
    for (size_t i = 0; i < std::min(order_a.size(), order_b.size()); ++i) {
      if (order_a[i] == order_b[i]) continue;
      return note(path, fmt::format("in another order: entry {} expected {}, is {}", i,
                                    entry_id(a[i]), entry_id(b[i])));
    }
  }

  Canonical& expected_;
  Canonical& actual_;
  size_t max_shown_;
  std::vector<std::string> lines_;
};

void explain_step(Report& report, const std::string& path, const Json& a, const Json& b,
                  const Json& raw_actual) {
  // What went wrong, when it was not meant to: the rest follows from it.
  const Json* expected = member(a, "error");
  const Json* failure = member(b, "error") == nullptr ? nullptr : member(raw_actual, "error");
  if (failure != nullptr && (expected == nullptr || *expected != b.at("error"))) {
    report.note(path + "/error",
                fmt::format("expected {}, is {} ({})",
                            expected ? python_text(*expected, Ascii::keep) : "none",
                            string_member(*failure, "keyName"),
                            string_member(*failure, "rawMessage")));
  }
  for (const auto& entry : a.get_object()) {
    if (entry.key() == "changes") continue;
    const Json* other = member(b, entry.key());
    if (other == nullptr) {
      report.note(fmt::format("{}/{}", path, std::string(entry.key())),
                  "expected " + python_text(entry.value(), Ascii::keep) + ", is missing");
    } else if (entry.key() != "error" || failure == nullptr) {
      report.values(fmt::format("{}/{}", path, std::string(entry.key())), entry.value(), *other);
    }
  }
  std::map<std::string, std::pair<JsonObject, JsonObject>> collections;
  for (const auto& entry : a.at("changes").as_object()) {
    collections[std::string(entry.key())].first = entry.value().as_object();
  }
  for (const auto& entry : b.at("changes").as_object()) {
    collections[std::string(entry.key())].second = entry.value().as_object();
  }
  for (const auto& [name, both] : collections) {
    report.documents(path + "/changes/" + name, both.first, both.second);
  }
}

}  // namespace

std::vector<std::string> explain_differences(Canonical& canonical_expected, const Json& expected,
                                             Canonical& canonical_actual, const Json& actual,
                                             size_t max_shown) {
  const JsonArray& raw_actual = actual.at("steps").as_array();
  const JsonArray a = canonical_expected.plain_steps(expected.at("steps").as_array());
  const JsonArray b = canonical_actual.plain_steps(raw_actual);
  Report report(canonical_expected, canonical_actual, max_shown);
  if (a.size() != b.size()) {
    report.note("steps", fmt::format("expected {}, has {}", a.size(), b.size()));
  }
  for (size_t i = 0; i < std::min(a.size(), b.size()) && !report.full(); ++i) {
    const std::string path = fmt::format("step {} ({})", i, string_member(a[i], "name"));
    explain_step(report, path, a[i], b[i], raw_actual[i]);
  }
  return report.take();
}

}  // namespace takt::replay
