#pragma once

// The documents of one collection in memory: by id, by insertion sequence, and by their indexes.
// Look-ups give documents in insertion order; a replace keeps the place (conformance/README.md,
// "Storage order"). Not synchronised: Documents guards its tables.

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/index.h"

namespace takt {

template <class T>
class Table {
 public:
  Doc<T> find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.doc;
  }

  /// The insertion sequence of a document; 0 when it isn't there.
  uint64_t sequence(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? 0 : found->second.sequence;
  }

  void collect(Index index, const std::string& key, std::vector<Doc<T>>& out) const {
    const auto& keys = indexes_[static_cast<size_t>(index)];
    const auto found = keys.find(key);
    if (found == keys.end()) return;
    out.reserve(out.size() + found->second.size());
    for (const auto& [sequence, doc] : found->second) out.push_back(doc);
  }

  void collect_all(std::vector<Doc<T>>& out) const {
    out.reserve(out.size() + in_order_.size());
    for (const auto& [sequence, doc] : in_order_) out.push_back(doc);
  }

  /// Puts or replaces; `sequence` counts only for a document that isn't there yet.
  void put(Doc<T> doc, uint64_t sequence) {
    const std::string& id = doc->_id.str();
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      sequence = found->second.sequence;
      unindex(*found->second.doc, sequence);
    }
    for_each_index(*doc, [&](Index index, std::string_view key) {
      indexes_[static_cast<size_t>(index)][std::string(key)].emplace(sequence, doc);
    });
    in_order_[sequence] = doc;
    by_id_[id] = Entry{sequence, std::move(doc)};
  }

  void remove(const std::string& id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    unindex(*found->second.doc, found->second.sequence);
    in_order_.erase(found->second.sequence);
    by_id_.erase(found);
  }

  size_t size() const { return by_id_.size(); }

 private:
  struct Entry {
    uint64_t sequence = 0;
    Doc<T> doc;
  };

  void unindex(const T& doc, uint64_t sequence) {
    for_each_index(doc, [&](Index index, std::string_view key) {
      auto& keys = indexes_[static_cast<size_t>(index)];
      const auto found = keys.find(std::string(key));
      if (found == keys.end()) return;
      found->second.erase(sequence);
      if (found->second.empty()) keys.erase(found);
    });
  }

  std::unordered_map<std::string, Entry> by_id_;
  std::map<uint64_t, Doc<T>> in_order_;
  std::array<std::unordered_map<std::string, std::map<uint64_t, Doc<T>>>, kIndexCount> indexes_;
};

}  // namespace takt
