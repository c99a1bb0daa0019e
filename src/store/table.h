#pragma once

// The documents of one collection in memory: by id, by insertion sequence, and by their indexes.
// Look-ups give documents in insertion order; a replace keeps the place (conformance/README.md,
// "Storage order"). Untyped, so that all collections share the code: Documents gives the types back.
// Not synchronised: Documents guards its tables.

#include <array>
#include <map>
#include <string>
#include <unordered_map>

#include "store/document_kind.h"

namespace takt {

class Table {
 public:
  /// By insertion sequence.
  using InOrder = std::map<uint64_t, AnyDoc>;

  explicit Table(Collection collection) : kind_(document_kind(collection)) {}

  /// The document, or nullptr.
  AnyDoc find(const std::string& id) const;
  /// The insertion sequence of a document; 0 when it isn't there.
  uint64_t sequence(const std::string& id) const;
  const InOrder& all() const { return in_order_; }
  /// Those whose index has this key.
  const InOrder& by(Index index, const std::string& key) const;
  size_t size() const { return by_id_.size(); }

  /// Puts or replaces; `sequence` counts only for a document that isn't there yet.
  void put(AnyDoc document, uint64_t sequence);
  void remove(const std::string& id);

 private:
  struct Entry {
    uint64_t sequence = 0;
    AnyDoc document;
  };

  void unindex(const Entry& entry);

  const DocumentKind& kind_;
  std::unordered_map<std::string, Entry> by_id_;
  InOrder in_order_;
  std::array<std::unordered_map<std::string, InOrder>, kIndexCount> indexes_;
};

}  // namespace takt
