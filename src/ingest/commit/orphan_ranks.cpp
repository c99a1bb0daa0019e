#include "ingest/commit/orphan_ranks.h"

#include <limits>

namespace takt::ingest {

namespace {

using Orphans = std::vector<const OrphanedInstance*>;

/// Those that followed one part; without a part: those before the first one.
struct Group {
  const PartId* after = nullptr;
  Orphans orphans;
};

/// The orphans of one segment, split by the parts that stood in it before.
std::vector<Group> groups_before(const Orphans& orphans, const std::vector<BeforeParts::Item>& parts) {
  std::vector<Group> groups(1);
  for (const auto& part : parts) groups.push_back({&part.id, {}});
  for (const OrphanedInstance* orphan : orphans) {
    size_t place = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (orphan->rank >= parts[i].rank) place = i + 1;
    }
    groups[place].orphans.push_back(orphan);
  }
  return groups;
}

class RankWriter {
 public:
  /// Orphans that moved to another segment meanwhile are ranked there, not here.
  void at_start(const SegmentId& segment, const Orphans& orphans) {
    const Orphans here = in_segment(orphans, segment);
    for (size_t i = 0; i < here.size(); ++i) {
      ranks_.emplace_back(here[i]->id, static_cast<double>(i) - static_cast<double>(here.size()));
    }
  }
  void behind(const Part& part, const Orphans& orphans) {
    const Orphans here = in_segment(orphans, part.segmentId);
    const double step = 1.0 / static_cast<double>(here.size() + 1);
    for (size_t i = 0; i < here.size(); ++i) {
      ranks_.emplace_back(here[i]->id, part._rank + step * static_cast<double>(i + 1));
    }
  }
  std::vector<std::pair<PartInstanceId, double>> take() { return std::move(ranks_); }

 private:
  static Orphans in_segment(Orphans orphans, const SegmentId& segment) {
    std::erase_if(orphans, [&](const auto* orphan) { return orphan->segment != segment; });
    return orphans;
  }
  std::vector<std::pair<PartInstanceId, double>> ranks_;
};

}  // namespace

std::vector<std::pair<PartInstanceId, double>> orphan_ranks(
    const std::vector<OrphanedInstance>& orphans, const std::vector<SegmentId>& changed_segments,
    const BeforeParts& before, const std::function<const Part*(const PartId&)>& find_part) {
  std::unordered_map<SegmentId, Orphans> by_segment;
  for (const OrphanedInstance& orphan : orphans) by_segment[orphan.segment].push_back(&orphan);
  RankWriter writer;
  for (const SegmentId& segment : changed_segments) {
    const auto found = by_segment.find(segment);
    const auto* parts = before.of(segment);
    if (found == by_segment.end() || parts == nullptr) continue;
    Orphans sorted = found->second;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return a->rank < b->rank; });
    const Part* part = nullptr;  // the last one that is still there
    Orphans behind_part, at_start;
    const auto flush = [&] {
      if (part != nullptr) writer.behind(*part, behind_part);
      behind_part.clear();
    };
    for (const Group& group : groups_before(sorted, *parts)) {
      if (const Part* next = group.after != nullptr ? find_part(*group.after) : nullptr) {
        flush();
        part = next;
      }
      Orphans& target = part != nullptr ? behind_part : at_start;
      target.insert(target.end(), group.orphans.begin(), group.orphans.end());
    }
    flush();
    writer.at_start(segment, at_start);
  }
  return writer.take();
}

}  // namespace takt::ingest
