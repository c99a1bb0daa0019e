#include "ingest/sync/part_index.h"

namespace takt::ingest {

namespace {

/// Between the last part of earlier segments and the first one of later ones.
std::optional<double> index_between_segments(const IngestModel& model, double segment_rank) {
  std::optional<double> before, after;
  double index = 0;
  for (const IngestSegmentModel* segment : model.segments_by_rank()) {
    const double count = static_cast<double>(segment->parts().size());
    if (count == 0) continue;
    if ((*segment)->_rank < segment_rank) before = index + count - 1;
    if ((*segment)->_rank > segment_rank && !after) after = index;
    index += count;
  }
  if (before && after) return (*before + *after) / 2;
  if (before) return *before + 0.5;
  if (after) return *after - 0.5;
  return std::nullopt;
}

}  // namespace

std::optional<double> part_index(const IngestModel& model, const PartId& part,
                                 const SegmentId& segment, double rank) {
  const auto parts = model.ordered_parts();
  std::optional<double> first, last, next;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto index = static_cast<double>(i);
    if (parts[i]->id() == part) return index;
    if ((*parts[i])->segmentId != segment) continue;
    if (!first) first = index;
    if (!next && (*parts[i])->_rank > rank) next = index;
    last = index;
  }
  const IngestSegmentModel* own = model.find_segment(segment);
  if (own == nullptr) return std::nullopt;
  if (!first) return index_between_segments(model, (*own)->_rank);
  if (!next) return *last + 0.5;
  return *next - 0.5;
}

}  // namespace takt::ingest
