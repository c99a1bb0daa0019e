#pragma once

// All documents of one scope in memory: a studio's own, or the system's settings. Jobs read here, not
// in the database (DESIGN section 5). Documents are immutable and shared; a commit is published by
// apply() all at once, so a reader sees all of it or none. Any thread.

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "store/change_set.h"
#include "store/table.h"

namespace takt {

class Documents {
 public:
  Documents();
  Documents(const Documents&) = delete;
  Documents& operator=(const Documents&) = delete;

  /// The document, or nullptr.
  template <class T>
  Doc<T> find(const IdOf<T>& id) const {
    return std::static_pointer_cast<const T>(find(T::collection, id.str()));
  }

  /// Those whose index has this key, in insertion order.
  template <class T>
  std::vector<Doc<T>> by(Index index, const std::string& key) const {
    return typed<T>(by(T::collection, index, key));
  }

  /// Of what by() gives: as long as it stays the same, so do the documents. 0: there are none.
  template <class T>
  uint64_t version(Index index, const std::string& key) const {
    return version(T::collection, index, key);
  }

  /// All of a collection, in insertion order. For small collections only.
  template <class T>
  std::vector<Doc<T>> all() const {
    return typed<T>(all(T::collection));
  }

  /// The first of a collection in insertion order, at most `count`.
  template <class T>
  std::vector<Doc<T>> oldest(size_t count) const {
    return typed<T>(oldest(T::collection, count));
  }

  // The same for code that handles any collection.
  AnyDoc find(Collection collection, const std::string& id) const;
  std::vector<AnyDoc> by(Collection collection, Index index, const std::string& key) const;
  std::vector<AnyDoc> all(Collection collection) const;
  std::vector<AnyDoc> oldest(Collection collection, size_t count) const;
  uint64_t version(Collection collection, Index index, const std::string& key) const;

  // By name of collection, as JSON: for the door and replay.
  std::optional<Json> find_json(Collection collection, const std::string& id) const;
  std::vector<Json> all_json(Collection collection) const;
  size_t size(Collection collection) const;

  /// The insertion sequence of a document; 0 when it isn't there.
  uint64_t sequence(Collection collection, const std::string& id) const;

  /// Publishes changes. `sequences[i]` is the place of a document that is new; the store draws and
  /// keeps them (0 = take the next one).
  void apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences = {});
  /// The same with those that are `wanted`; what was there before each goes to `before[i]`.
  void apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences,
             bool (*wanted)(Collection), std::vector<AnyDoc>& before);

 private:
  const Table& table(Collection collection) const {
    return tables_[static_cast<size_t>(collection)];
  }

  std::vector<std::unique_lock<SharedMutex>> lock_written(const ChangeSet& changes,
                                                          bool (*wanted)(Collection));
  SharedMutex& mutex_of(Collection collection) const {
    return mutexes_[static_cast<size_t>(collection)];
  }

  /// One a collection, in the order of `enum class Collection`.
  std::vector<Table> tables_;
  /// The same. A commit holds those of all collections that it writes, so that it is seen whole; who
  /// reads another one, slowly perhaps, is not in its way. Which of them guards a table, clang's
  /// analysis can't be told.
  mutable std::array<SharedMutex, kCollectionCount> mutexes_;
  Mutex apply_mutex_;
  uint64_t last_sequence_ TAKT_GUARDED_BY(apply_mutex_) = 0;
};

}  // namespace takt
