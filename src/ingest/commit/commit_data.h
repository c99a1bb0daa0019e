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
  /// Of a model that nothing was done to yet; looks at what is asked for.
  explicit BeforeParts(const IngestModel& model)
      : stored_(model.rundown_or_null() ? &model.stored_parts() : nullptr) {}
  /// `items` by rank.
  void add(const SegmentId& segment, std::vector<Item> items) {
    by_segment_[segment] = std::move(items);
  }

  /// nullptr when the segment wasn't there.
  const std::vector<Item>* of(const SegmentId& segment) const;
  /// nullopt when the part wasn't there.
  std::optional<SegmentId> segment_of(const PartId& part) const;

 private:
  /// Null: nothing was there but what was added.
  StoredParts* stored_ = nullptr;
  mutable std::unordered_map<SegmentId, std::vector<Item>> by_segment_;
};

}  // namespace takt::ingest
