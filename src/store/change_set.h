#pragma once

// What a job changed: whole documents put or removed, in the order in which that happened, at most
// one entry a document. Becomes visible all at once or not at all (DESIGN R4).

#include <string>
#include <unordered_map>
#include <vector>

#include "base/json_codec.h"
#include "model/all_documents.h"

namespace takt {

struct Change {
  Collection collection{};
  std::string id;
  /// The new document (of the collection's type), or null when it is removed.
  AnyDoc document;
};

using ChangeSet = std::vector<Change>;

template <class T>
Change put_change(Doc<T> doc) {
  std::string id = doc->_id.str();
  return {T::collection, std::move(id), std::move(doc)};
}

/// The document of a change (of any collection) as JSON; null for a removal.
Json change_json(const Change& change);
/// The same as text; empty for a removal.
std::string change_text(const Change& change);

/// Texts of changes that were made beforehand.
class ChangeTexts {
 public:
  void add(const ChangeSet& changes);
  /// The text of a change; made now, if it wasn't before.
  std::string take(const Change& change);

 private:
  struct Made {
    AnyDoc document;  // so that no other comes to its address
    std::string text;
  };
  std::unordered_map<const void*, Made> made_;
};

/// A change that puts the document given as JSON. Throws reflect::ReflectError.
Change json_change(Collection collection, const Json& document);

}  // namespace takt
