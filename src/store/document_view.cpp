#include "store/document_view.h"

#include <algorithm>
#include <unordered_set>

namespace takt {

namespace {

std::string touched_key(Index index, std::string_view key) {
  std::string out;
  out.reserve(key.size() + 1);
  out.push_back(static_cast<char>(index));
  return out.append(key);
}

}  // namespace

uint64_t DocumentView::place(Collection collection, const std::string& id) const {
  const uint64_t sequence = base(collection).sequence(collection, id);
  if (sequence != 0) return sequence;
  // New ones come last, in the order in which they were put.
  constexpr uint64_t kNew = uint64_t{1} << 63;
  const auto& table = places_[static_cast<size_t>(collection)];
  const auto found = table.find(id);
  return kNew + (found == table.end() ? changes_.size() : found->second);
}

ChangeSet DocumentView::take_changes() {
  for (auto& table : places_) table.clear();
  touched_.clear();
  return std::exchange(changes_, {});
}

void DocumentView::restore(ChangeSet changes) {
  take_changes();
  for (Change& change : changes) record(std::move(change));
}

AnyDoc DocumentView::find(Collection collection, const std::string& id) const {
  if (const Change* change = pending(collection, id)) return change->document;
  return base(collection).find(collection, id);
}

std::vector<AnyDoc> DocumentView::by(Collection collection, Index index,
                                     const std::string& key) const {
  if (!touches(collection, index, key)) return base(collection).by(collection, index, key);
  const DocumentKind& kind = document_kind(collection);
  return merged(collection, base(collection).by(collection, index, key), [&](const AnyDoc& doc) {
    const IndexKeys keys = kind.index_keys(doc.get());
    return std::any_of(keys.begin(), keys.end(),
                       [&](const IndexKey& at) { return at.index == index && at.key == key; });
  });
}

std::vector<AnyDoc> DocumentView::all(Collection collection) const {
  return merged(collection, base(collection).all(collection), [](const AnyDoc&) { return true; });
}

const Change* DocumentView::pending(Collection collection, const std::string& id) const {
  const auto& table = places_[static_cast<size_t>(collection)];
  if (table.empty()) return nullptr;
  const auto found = table.find(id);
  return found == table.end() ? nullptr : &changes_[found->second];
}

template <class F>
std::vector<AnyDoc> DocumentView::merged(Collection collection, std::vector<AnyDoc> documents,
                                         F matches) const {
  if (places_[static_cast<size_t>(collection)].empty()) return documents;
  const DocumentKind& kind = document_kind(collection);
  std::unordered_set<std::string_view> seen;
  std::vector<AnyDoc> out;
  out.reserve(documents.size());
  for (AnyDoc& document : documents) {
    const Change* change = pending(collection, kind.id(document.get()));
    if (change == nullptr) {
      out.push_back(std::move(document));
      continue;
    }
    seen.insert(change->id);
    if (change->document && matches(change->document)) out.push_back(change->document);
  }
  for (const Change& change : changes_) {
    if (change.collection != collection || !change.document || seen.contains(change.id)) continue;
    if (matches(change.document)) out.push_back(change.document);
  }
  return out;
}

bool DocumentView::touches(Collection collection, Index index, std::string_view key) const {
  if (places_[static_cast<size_t>(collection)].empty()) return false;
  Touched& touched = touched_[collection];
  for (const Change& change : touched.unnoted) note_keys(change, touched);
  touched.unnoted.clear();
  return touched.keys.contains(touched_key(index, key));
}

/// Where the document was and where it is now.
void DocumentView::note_keys(const Change& change, Touched& touched) const {
  const DocumentKind& kind = document_kind(change.collection);
  for (const AnyDoc& document :
       {base(change.collection).find(change.collection, change.id), change.document}) {
    if (!document) continue;
    for (const auto& [index, key] : kind.index_keys(document.get())) {
      touched.keys.insert(touched_key(index, key));
    }
  }
}

void DocumentView::record(Change change) {
  touched_[change.collection].unnoted.push_back(change);
  auto& table = places_[static_cast<size_t>(change.collection)];
  const auto [place, is_new] = table.try_emplace(change.id, changes_.size());
  if (is_new) {
    changes_.push_back(std::move(change));
  } else {
    changes_[place->second] = std::move(change);
  }
}

}  // namespace takt
