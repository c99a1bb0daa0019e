#include "store/published.h"

#include "base/log.h"

namespace takt {

void check_lease(const Transaction& transaction, LeaseEpoch current) {
  if (transaction.epoch == current) return;
  throw LeaseLostError(fmt::format("studio \"{}\" has another owner (epoch {}, not {})",
                                   transaction.studio, current, transaction.epoch));
}

void check_scopes(const Transaction& transaction) {
  if (!transaction.studio.empty()) return;
  for (const Change& change : transaction.changes) {
    if (is_system_collection(change.collection)) continue;
    throw std::logic_error(fmt::format("{} \"{}\" was written without naming its studio",
                                       collection_name(change.collection), change.id));
  }
}

void Published::subscribe(ChangeListener listener) {
  const MutexLock lock(mutex_);
  auto listeners = std::make_shared<std::vector<ChangeListener>>(*listeners_);
  listeners->push_back(std::move(listener));
  listeners_ = std::move(listeners);
}

StudioMoment Published::moment(const Documents& studio) const {
  StudioMoment moment;
  const MutexLock lock(publish_mutex_);
  moment.system_commits = system_commits_;
  if (const auto found = commits_.find(&studio); found != commits_.end()) {
    moment.commits = found->second;
  }
  for (size_t i = 0; i < kCollectionCount; ++i) {
    const Collection collection = collection_at(i);
    const DocumentKind& kind = document_kind(collection);
    const Documents& scope = is_system_collection(collection) ? system_ : studio;
    for (AnyDoc& document : scope.all(collection)) {
      std::string id = kind.id(document.get());
      moment.documents.push_back({collection, std::move(id), std::move(document)});
    }
  }
  return moment;
}

void Published::publish(const Transaction& transaction, Documents* studio,
                        const std::vector<uint64_t>& sequences) {
  if (transaction.changes.empty()) return;
  const auto start = std::chrono::steady_clock::now();
  const auto is_of_studio = [](Collection collection) { return !is_system_collection(collection); };
  const bool writes_system = std::ranges::any_of(
      transaction.changes,
      [](const Change& change) { return is_system_collection(change.collection); });
  const bool writes_studio = std::ranges::any_of(
      transaction.changes, [&](const Change& change) { return is_of_studio(change.collection); });
  std::vector<AnyDoc> before(transaction.changes.size());
  {
    const MutexLock lock(publish_mutex_);
    if (writes_system) {
      system_.apply(transaction.changes, sequences, is_system_collection, before);
      ++system_commits_;
    }
    if (writes_studio) {
      studio->apply(transaction.changes, sequences, is_of_studio, before);
      const uint64_t place = ++commits_[studio];
      if (transaction.receipt != nullptr) transaction.receipt->place = place;
    }
  }

  std::vector<DocumentChange> changes;
  changes.reserve(transaction.changes.size());
  for (size_t i = 0; i < transaction.changes.size(); ++i) {
    const Change& change = transaction.changes[i];
    changes.push_back({change.collection, change.id, before[i], change.document});
  }
  std::shared_ptr<const std::vector<ChangeListener>> listeners;
  {
    const MutexLock lock(mutex_);
    listeners = listeners_;
  }
  for (const ChangeListener& listener : *listeners) {
    try {
      listener(transaction.studio, changes);
    } catch (const std::exception& error) {
      // The commit stands; a listener can't undo it.
      log::error("store: a subscriber failed: {}", error.what());
    }
  }
  if (transaction.receipt != nullptr) {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    transaction.receipt->publish_ms = took.count();
    transaction.receipt->replaced = std::move(before);
  }
}

}  // namespace takt
