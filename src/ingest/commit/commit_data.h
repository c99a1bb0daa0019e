#pragma once

// What an ingest operation did to the show, as its commit needs to know.

#include <unordered_map>
#include <utility>
#include <vector>

#include "ingest/model/ingest_model.h"

namespace takt::ingest {

struct CommitData {
  std::vector<SegmentId> changed_segments;
  std::vector<SegmentId> removed_segments;
  /// old -> new
  std::vector<std::pair<SegmentId, SegmentId>> renamed_segments;
  bool remove_rundown = false;
  /// A removal that can't be done is an error for who asked for it.
  bool report_refused_removal = false;
};

/// Where the parts stood before the operation: by segment, by rank.
class BeforeParts {
 public:
  struct Item {
    PartId id;
    double rank = 0;
  };
  BeforeParts() = default;
  explicit BeforeParts(const IngestModel& model) {
    if (!model.rundown_or_null()) return;
    for (const IngestSegmentModel* segment : model.segments()) {
      std::vector<Item> items;
      for (const IngestPartModel* part : segment->parts()) {
        items.push_back({part->id(), (*part)->_rank});
      }
      add(segment->id(), std::move(items));
    }
  }
  /// `items` by rank.
  void add(const SegmentId& segment, std::vector<Item> items) {
    for (const Item& item : items) segment_of_[item.id] = segment;
    by_segment_[segment] = std::move(items);
  }

  /// nullptr when the segment wasn't there.
  const std::vector<Item>* of(const SegmentId& segment) const {
    const auto found = by_segment_.find(segment);
    return found == by_segment_.end() ? nullptr : &found->second;
  }
  /// nullptr when the part wasn't there.
  const SegmentId* segment_of(const PartId& part) const {
    const auto found = segment_of_.find(part);
    return found == segment_of_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<SegmentId, std::vector<Item>> by_segment_;
  std::unordered_map<PartId, SegmentId> segment_of_;
};

}  // namespace takt::ingest
