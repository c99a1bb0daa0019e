#pragma once

// Taking over generated documents: one that equals the document it replaces stays that document, so
// that what didn't change is recognised by its pointer, and memory is shared.

#include <unordered_map>
#include <vector>

#include "model/all_documents.h"

namespace takt::ingest {

template <class T>
using Docs = std::vector<Doc<T>>;

template <class T>
Docs<T> share(std::vector<T> documents) {
  Docs<T> out;
  out.reserve(documents.size());
  for (T& document : documents) out.push_back(std::make_shared<const T>(std::move(document)));
  return out;
}

/// `changed` becomes true when a document is new, differs or is gone; the order doesn't count.
template <class T>
Docs<T> adopt(Docs<T> fresh, const Docs<T>& before, bool& changed) {
  if (fresh == before) return fresh;
  std::unordered_map<IdOf<T>, const Doc<T>*> old;
  old.reserve(before.size());
  for (const Doc<T>& doc : before) old.emplace(doc->_id, &doc);
  for (Doc<T>& doc : fresh) {
    const auto found = old.find(doc->_id);
    if (found == old.end()) {
      changed = true;
      continue;
    }
    const Doc<T>& same = *found->second;
    if (same == doc || *same == *doc) {
      doc = same;
    } else {
      changed = true;
    }
    old.erase(found);
  }
  if (!old.empty()) changed = true;
  return fresh;
}

}  // namespace takt::ingest
