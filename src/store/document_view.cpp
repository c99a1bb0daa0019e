#include "store/document_view.h"

namespace takt {

uint64_t DocumentView::place(Collection collection, const std::string& id) const {
  const Documents& stored = is_system_collection(collection) ? system_ : studio_;
  if (const uint64_t sequence = stored.sequence(collection, id); sequence != 0) return sequence;
  // New ones come last, in the order in which they were put.
  constexpr uint64_t kNew = uint64_t{1} << 63;
  const auto& table = places_[static_cast<size_t>(collection)];
  const auto found = table.find(id);
  return kNew + (found == table.end() ? changes_.size() : found->second);
}

ChangeSet DocumentView::take_changes() {
  for (auto& table : places_) table.clear();
  return std::exchange(changes_, {});
}

void DocumentView::restore(ChangeSet changes) {
  take_changes();
  for (Change& change : changes) record(std::move(change));
}

void DocumentView::record(Change change) {
  auto& table = places_[static_cast<size_t>(change.collection)];
  const auto [place, is_new] = table.try_emplace(change.id, changes_.size());
  if (is_new) {
    changes_.push_back(std::move(change));
  } else {
    changes_[place->second] = std::move(change);
  }
}

}  // namespace takt
