#include "ingest/generate/orphan_position.h"

namespace takt::ingest {

namespace {

constexpr double kRankPad = 0.0001;
constexpr double kBeforeAll = -9007199254740991;

}  // namespace

void keep_orphans_in_place(IngestModel& model) {
  const std::vector<IngestSegmentModel*> ordered = model.segments_by_rank();
  for (size_t i = 0; i < ordered.size(); ++i) {
    if (!((*ordered[i])->orphaned == std::string(kOrphanedDeleted))) continue;
    const bool is_last = i + 1 == ordered.size();
    ordered[i]->set_rank(is_last ? kBeforeAll : (*ordered[i + 1])->_rank + kRankPad);
  }
}

}  // namespace takt::ingest
