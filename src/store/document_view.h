#pragma once

// What one job sees and writes: the committed documents with the job's own changes laid over them.
// Nothing leaves it until the job's ChangeSet is committed; dropping it drops the changes. One job,
// one thread.
//
//   auto parts = view.by<Part>(Index::rundown, rundown_id.str());
//   view.put(std::move(part));
//   view.remove<Part>(part_id);

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/documents.h"

namespace takt {

class DocumentView {
 public:
  /// `studio` and `system` must outlive the view.
  DocumentView(const Documents& studio, const Documents& system)
      : studio_(studio), system_(system) {}

  /// A view of the same documents that nothing was changed in.
  DocumentView without_changes() const { return {studio_, system_}; }

  template <class T>
  Doc<T> find(const IdOf<T>& id) const {
    return std::static_pointer_cast<const T>(find(T::collection, id.str()));
  }

  /// In storage order: committed documents (changed ones in their place), then the job's new ones.
  template <class T>
  std::vector<Doc<T>> by(Index index, const std::string& key) const {
    return typed<T>(by(T::collection, index, key));
  }

  /// Of what by() gives (Documents::version); nullopt when the job itself changed any of it.
  template <class T>
  std::optional<uint64_t> version(Index index, const std::string& key) const {
    if (touches(T::collection, index, key)) return std::nullopt;
    return base(T::collection).template version<T>(index, key);
  }

  template <class T>
  std::vector<Doc<T>> all() const {
    return typed<T>(all(T::collection));
  }

  /// Of the committed ones alone: the first in storage order, at most `count`; how many there are.
  template <class T>
  std::vector<Doc<T>> oldest(size_t count) const {
    return base(T::collection).template oldest<T>(count);
  }
  template <class T>
  size_t size() const {
    return base(T::collection).size(T::collection);
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
  /// Of a collection: changes whose keys are not noted yet, and the keys (index, key).
  struct Touched {
    std::vector<Change> unnoted;
    std::unordered_set<std::string> keys;
  };

  const Documents& base(Collection collection) const {
    return is_system_collection(collection) ? system_ : studio_;
  }

  AnyDoc find(Collection collection, const std::string& id) const;
  std::vector<AnyDoc> by(Collection collection, Index index, const std::string& key) const;
  std::vector<AnyDoc> all(Collection collection) const;

  const Change* pending(Collection collection, const std::string& id) const;
  /// The job put, replaced or removed (perhaps put back since) a document with this key.
  bool touches(Collection collection, Index index, std::string_view key) const;
  void note_keys(const Change& change, Touched& touched) const;
  template <class F>
  std::vector<AnyDoc> merged(Collection collection, std::vector<AnyDoc> documents, F matches) const;
  void record(Change change);

  const Documents& studio_;
  const Documents& system_;
  ChangeSet changes_;
  std::array<std::unordered_map<std::string, size_t>, kCollectionCount> places_;
  mutable std::unordered_map<Collection, Touched> touched_;
};

}  // namespace takt
