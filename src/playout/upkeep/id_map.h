#pragma once

// Old ids and the new ones that a restored snapshot gets for them. Plain value.

#include <unordered_map>
#include <utility>
#include <vector>

#include "base/id_generator.h"
#include "base/json.h"

namespace takt::playout {

class IdMap {
 public:
  explicit IdMap(IdGenerator& ids) : ids_(ids) {}

  void set(const std::string& from, std::string to) {
    const auto [place, added] = places_.try_emplace(from, pairs_.size());
    if (added) {
      pairs_.emplace_back(from, std::move(to));
    } else {
      pairs_[place->second].second = std::move(to);
    }
  }
  /// nullptr when it is unknown.
  const std::string* find(const std::string& from) const {
    const auto found = places_.find(from);
    return found == places_.end() ? nullptr : &pairs_[found->second].second;
  }
  /// The new id; a random one for an id of something that the snapshot doesn't hold.
  const std::string& get(const std::string& from) {
    if (find(from) == nullptr) set(from, ids_.next());
    return *find(from);
  }

  /// [[old, new]], in the order in which they came.
  JsonArray json() const {
    JsonArray out;
    for (const auto& [from, to] : pairs_) out.push_back(JsonArray{Json(from), Json(to)});
    return out;
  }

 private:
  IdGenerator& ids_;
  std::vector<std::pair<std::string, std::string>> pairs_;
  std::unordered_map<std::string, size_t> places_;
};

}  // namespace takt::playout
