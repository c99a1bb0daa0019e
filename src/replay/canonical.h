#pragma once

// A replay result with its random ids renamed, so that two results can be compared whatever numbers
// their ids drew. Follows the definition in conformance/README.md to the letter: ids (and hashes of
// texts that hold one) are named <id0>, <id1>, ... by first appearance in a walk whose order does
// not depend on them. Any thread; one object per result.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"

namespace takt::replay {

/// A replay result without what may differ between implementations (stack, rawMessage).
Json strip_free_text(const Json& value);

/// JSON text as Python's json.dumps(value, sort_keys=True) writes it: the order of documents is
/// defined by that text.
enum class Ascii { keep, escape };
std::string python_text(const Json& value, Ascii ascii);

class Canonical {
 public:
  /// `hashes`: {hash: text} of the result, or nullptr.
  explicit Canonical(const Json* hashes);

  /// The steps, stripped and renamed, in the form that is compared.
  JsonArray steps(const JsonArray& raw) { return all_steps(raw, Naming::named); }
  /// The same form with the ids as they are.
  JsonArray plain_steps(const JsonArray& raw) { return all_steps(raw, Naming::plain); }
  /// `text` with ? for every id.
  std::string masked(std::string_view text) { return substitute(text, Naming::masked); }

  /// The token behind each name: names()[4] is what <id4> was.
  const std::vector<std::string>& names() const { return names_; }
  /// `text` with each <idN> followed by the token it stands for: for people.
  std::string explain(std::string_view text) const;

 private:
  /// What a token turns into: its name (given now, if it has none), its name or ?, always ?, itself.
  enum class Naming { named, known, masked, plain };

  JsonArray all_steps(const JsonArray& raw, Naming naming);
  Json step(const Json& raw, Naming naming);
  Json error(const Json& raw, Naming naming);
  JsonArray queued(const Json& raw, Naming naming);
  JsonObject documents(const JsonObject& raw);
  Json walk(const Json& value, Naming naming);
  JsonObject walk_object(const JsonObject& object, Naming naming);
  std::string substitute(std::string_view text, Naming naming);
  /// Length of the token at the start of `text`; 0 when there is none.
  size_t token_length(std::string_view text) const;
  void append_name(std::string& out, std::string_view token, Naming naming);

  /// The hashes of the result by first byte, each list in the order of the result.
  std::vector<std::string> hashes_[256];
  std::unordered_map<std::string, size_t> index_;
  std::vector<std::string> names_;
};

}  // namespace takt::replay
