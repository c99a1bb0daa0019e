#pragma once

// What one job sees and writes: the committed documents with the job's own changes laid over them.
// Nothing leaves it until the job's ChangeSet is committed; dropping it drops the changes. One job,
// one thread.
//
//   auto parts = view.by<Part>(Index::rundown, rundown_id.str());
//   view.put(std::move(part));
//   view.remove<Part>(part_id);

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/documents.h"

namespace takt {

class DocumentView {
 public:
  /// `studio` and `system` must outlive the view.
  DocumentView(const Documents& studio, const Documents& system)
      : studio_(studio), system_(system) {}

  template <class T>
  Doc<T> find(const IdOf<T>& id) const {
    if (const Change* change = pending(T::collection, id.str())) {
      return std::static_pointer_cast<const T>(change->document);
    }
    return base<T>().template find<T>(id);
  }

  /// In storage order: committed documents (changed ones in their place), then the job's new ones.
  template <class T>
  std::vector<Doc<T>> by(Index index, const std::string& key) const {
    return merged<T>(base<T>().template by<T>(index, key), [&](const T& doc) {
      bool matches = false;
      for_each_index(doc, [&](Index at, std::string_view value) {
        matches = matches || (at == index && value == key);
      });
      return matches;
    });
  }

  template <class T>
  std::vector<Doc<T>> all() const {
    return merged<T>(base<T>().template all<T>(), [](const T&) { return true; });
  }

  /// Where a document stands in storage order, to put several look-ups in one.
  uint64_t place(Collection collection, const std::string& id) const;

  template <class T>
  void put(T doc) {
    put_shared<T>(std::make_shared<const T>(std::move(doc)));
  }
  template <class T>
  void put_shared(Doc<T> doc) {
    record(put_change<T>(std::move(doc)));
  }
  /// Puts only what differs from the document that is there. True when it was put.
  template <class T>
  bool put_if_changed(T doc) {
    const Doc<T> before = find<T>(doc._id);
    if (before && *before == doc) return false;
    put(std::move(doc));
    return true;
  }
  template <class T>
  void remove(const IdOf<T>& id) {
    record({T::collection, id.str(), nullptr});
  }
  void put_json(Collection collection, const Json& document) {
    record(json_change(collection, document));
  }

  bool has_changes() const { return !changes_.empty(); }
  const ChangeSet& changes() const { return changes_; }
  /// Takes the changes out, leaving the view without any.
  ChangeSet take_changes();
  /// Goes back to an earlier state of changes().
  void restore(ChangeSet changes);

 private:
  template <class T>
  const Documents& base() const {
    return is_system_collection(T::collection) ? system_ : studio_;
  }

  const Change* pending(Collection collection, const std::string& id) const {
    const auto& table = places_[static_cast<size_t>(collection)];
    if (table.empty()) return nullptr;
    const auto found = table.find(id);
    return found == table.end() ? nullptr : &changes_[found->second];
  }

  template <class T, class F>
  std::vector<Doc<T>> merged(std::vector<Doc<T>> docs, F matches) const {
    const auto& table = places_[static_cast<size_t>(T::collection)];
    if (table.empty()) return docs;
    std::unordered_map<std::string, bool> seen;
    std::vector<Doc<T>> out;
    out.reserve(docs.size());
    for (Doc<T>& doc : docs) {
      const Change* change = pending(T::collection, doc->_id.str());
      if (change == nullptr) {
        out.push_back(std::move(doc));
        continue;
      }
      seen[change->id] = true;
      auto changed = std::static_pointer_cast<const T>(change->document);
      if (changed && matches(*changed)) out.push_back(std::move(changed));
    }
    for (const Change& change : changes_) {
      if (change.collection != T::collection || !change.document || seen.contains(change.id)) continue;
      auto doc = std::static_pointer_cast<const T>(change.document);
      if (matches(*doc)) out.push_back(std::move(doc));
    }
    return out;
  }

  void record(Change change);

  const Documents& studio_;
  const Documents& system_;
  ChangeSet changes_;
  std::array<std::unordered_map<std::string, size_t>, kCollectionCount> places_;
};

}  // namespace takt
