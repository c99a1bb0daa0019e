#pragma once

// Where segments stand in a list, told by their pointers. Made for lists that have most segments in
// common and in the same order, as before and after an update: then each is found at once, without
// a look at it. One thread.

#include <optional>
#include <unordered_map>

#include "ingest/ingest_data.h"

namespace takt::ingest {

class SegmentPlaces {
 public:
  /// `list` outlives it and stays as it is.
  explicit SegmentPlaces(const SegmentList& list) : list_(list) {}

  std::optional<size_t> find(const SegmentList::Pointer& segment) {
    if (!index_.empty()) return indexed(segment);
    for (size_t tried = 0; tried < list_.size(); ++tried) {
      const size_t place = next_ < list_.size() ? next_ : 0;
      next_ = place + 1;
      if (list_.pointer(place) == segment) return place;
      if (++steps_ > kMaxRounds * list_.size()) return indexed(segment);
    }
    return std::nullopt;
  }

 private:
  /// Searched through so often, it is worth an index.
  static constexpr size_t kMaxRounds = 8;

  std::optional<size_t> indexed(const SegmentList::Pointer& segment) {
    if (index_.empty()) {
      for (size_t i = 0; i < list_.size(); ++i) index_.emplace(list_.pointer(i).get(), i);
    }
    const auto found = index_.find(segment.get());
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

  const SegmentList& list_;
  size_t next_ = 0;
  size_t steps_ = 0;
  std::unordered_map<const IngestSegment*, size_t> index_;
};

}  // namespace takt::ingest
