#pragma once

// Ids that are hashes of what items of one list say: the same text a second time gives another id
// (spec/data-model.md section 2).

#include <string>
#include <unordered_map>

#include "base/hash.h"

namespace takt::blueprints {

class IdHashes {
 public:
  std::string of(const std::string& text) {
    const size_t before = counts_[text]++;
    return get_hash(before == 0 ? text : fmt::format("{}_{}", text, before - 1));
  }
  /// How often of() was asked for this text.
  size_t count(const std::string& text) const {
    const auto found = counts_.find(text);
    return found == counts_.end() ? 0 : found->second;
  }
  /// As of(), for an id that is known already.
  void skip(const std::string& text) { ++counts_[text]; }

 private:
  std::unordered_map<std::string, size_t> counts_;
};

}  // namespace takt::blueprints
