#include "playout/adlib/orphan_ranks.h"

namespace takt::playout {

void spread_orphan_ranks(PlayoutModel& model, const SegmentId& id) {
  std::vector<PartInstanceModel*> orphans;
  for (PartInstanceModel* instance : model.loaded()) {
    if (!truthy((*instance)->reset) && (*instance)->orphaned && (*instance)->segmentId == id) {
      orphans.push_back(instance);
    }
  }
  std::stable_sort(orphans.begin(), orphans.end(),
                   [](const PartInstanceModel* a, const PartInstanceModel* b) {
                     return (**a).part._rank < (**b).part._rank;
                   });
  const SegmentPtr segment = model.find_segment(id);
  // By the planned part that each follows; none: at the start of the segment.
  std::map<std::optional<double>, std::vector<PartInstanceModel*>> groups;
  for (PartInstanceModel* orphan : orphans) {
    std::optional<double> before;
    if (segment) {
      for (const Doc<Part>& part : segment->parts) {
        if (part->_rank <= (*orphan)->part._rank) before = part->_rank;
      }
    }
    groups[before].push_back(orphan);
  }
  for (const auto& [before, group] : groups) {
    const auto size = static_cast<double>(group.size());
    for (size_t i = 0; i < group.size(); ++i) {
      const auto place = static_cast<double>(i);
      group[i]->set_rank(before ? *before + (place + 1) / (size + 1) : place - size);
    }
  }
}

}  // namespace takt::playout
