#pragma once

// The documents of one collection in memory: by id, by insertion sequence, and by their indexes.
// Look-ups give documents in insertion order; a replace keeps the place (conformance/README.md,
// "Storage order"). Untyped, so that all collections share the code: Documents gives the types back.
// Not synchronised: Documents guards its tables.

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

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
  const InOrder& by(Index index, std::string_view key) const;
  /// Of what by() gives: equal only while nothing of it changes, in this table or any other of the
  /// process. 0: there is nothing.
  uint64_t version(Index index, std::string_view key) const;
  size_t size() const { return by_id_.size(); }

  /// Puts or replaces; `sequence` counts only for a document that isn't there yet. Both give what was
  /// there before.
  AnyDoc put(AnyDoc document, uint64_t sequence);
  AnyDoc remove(const std::string& id);

 private:
  /// What one key of an index has.
  struct Posting {
    InOrder documents;
    uint64_t version = 0;
  };
  /// Where a document stands for one of its keys, in the order of these: it is replaced without a
  /// search. Neither moves while it is there. Null where an earlier key is the same.
  struct Place {
    Posting* posting = nullptr;
    InOrder::iterator document;
  };
  struct Entry {
    uint64_t sequence = 0;
    AnyDoc document;
    InOrder::iterator in_order;
    std::vector<Place> places;
  };

  /// Look-ups by a key that is no std::string make none.
  struct KeyHash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  using Postings = std::unordered_map<std::string, Posting, KeyHash, std::equal_to<>>;

  Postings& postings(Index index) { return indexes_[static_cast<size_t>(index)]; }
  const Posting* find(Index index, std::string_view key) const;
  void add_to_indexes(Entry& entry);
  void unindex(Entry& entry);
  bool replace_in_indexes(Entry& entry, const AnyDoc& document);

  const DocumentKind& kind_;
  std::unordered_map<std::string, Entry> by_id_;
  InOrder in_order_;
  std::array<Postings, kIndexCount> indexes_;
};

}  // namespace takt
