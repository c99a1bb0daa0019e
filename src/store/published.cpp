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
  ChangeSet of_system;
  ChangeSet of_studio;
  std::vector<uint64_t> system_sequences;
  std::vector<uint64_t> studio_sequences;
  std::vector<DocumentChange> changes;
  changes.reserve(transaction.changes.size());
  for (size_t i = 0; i < transaction.changes.size(); ++i) {
    const Change& change = transaction.changes[i];
    const bool is_system = is_system_collection(change.collection);
    const Documents& scope = is_system ? system_ : *studio;
    changes.push_back(
        {change.collection, change.id, scope.find(change.collection, change.id), change.document});
    (is_system ? of_system : of_studio).push_back(change);
    (is_system ? system_sequences : studio_sequences).push_back(sequences[i]);
  }
  {
    const MutexLock lock(publish_mutex_);
    if (!of_system.empty()) {
      system_.apply(of_system, system_sequences);
      ++system_commits_;
    }
    if (!of_studio.empty()) {
      studio->apply(of_studio, studio_sequences);
      const uint64_t place = ++commits_[studio];
      if (transaction.receipt != nullptr) transaction.receipt->place = place;
    }
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
  }
}

}  // namespace takt
