#include "ingest/commit/commit_data.h"

namespace takt::ingest {

const std::vector<BeforeParts::Item>* BeforeParts::of(const SegmentId& segment) const {
  const auto found = by_segment_.find(segment);
  if (found != by_segment_.end()) return &found->second;
  if (stored_ == nullptr || !stored_->find_segment(segment)) return nullptr;
  std::vector<Item> items;
  for (const Doc<Part>& part : stored_->look(segment)) items.push_back({part->_id, part->_rank});
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& a, const Item& b) { return a.rank < b.rank; });
  return &(by_segment_[segment] = std::move(items));
}

std::optional<SegmentId> BeforeParts::segment_of(const PartId& part) const {
  const Doc<Part> stored = stored_ != nullptr ? stored_->find(part) : nullptr;
  if (!stored || !stored_->find_segment(stored->segmentId)) return std::nullopt;
  return stored->segmentId;
}

}  // namespace takt::ingest
