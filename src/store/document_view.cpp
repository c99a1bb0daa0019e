#include "store/document_view.h"

namespace takt {

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
