#pragma once

// Taking over generated documents: one that equals the document it replaces stays that document, so
// that what didn't change is recognised by its pointer, and memory is shared.

#include <unordered_map>
#include <vector>

#include "model/all_documents.h"

namespace takt::ingest {

template <class T>
using Docs = std::vector<Doc<T>>;

/// `changed` becomes true when a document is new, differs or is gone; the order doesn't count.
template <class T>
Docs<T> adopt(std::vector<T> fresh, const Docs<T>& before, bool& changed) {
  std::unordered_map<IdOf<T>, const Doc<T>*> old;
  old.reserve(before.size());
  for (const Doc<T>& doc : before) old.emplace(doc->_id, &doc);
  Docs<T> out;
  out.reserve(fresh.size());
  for (T& doc : fresh) {
    const auto found = old.find(doc._id);
    if (found == old.end() || !(**found->second == doc)) {
      changed = true;
      if (found != old.end()) old.erase(found);
      out.push_back(std::make_shared<const T>(std::move(doc)));
      continue;
    }
    out.push_back(*found->second);
    old.erase(found);
  }
  if (!old.empty()) changed = true;
  return out;
}

}  // namespace takt::ingest
