#include "ingest/commit/part_instances.h"

#include <unordered_set>

#include "ingest/commit/orphan_ranks.h"

namespace takt::ingest {

namespace {

void by_take_count(Docs<PartInstance>& instances) {
  std::stable_sort(instances.begin(), instances.end(), [](const auto& a, const auto& b) {
    if (a->takeCount != b->takeCount) return a->takeCount < b->takeCount;
    return a->_id < b->_id;
  });
}

template <class F>
void edit(DocumentView& documents, const PartInstance& instance, F&& change) {
  PartInstance copy = instance;
  change(copy);
  documents.put_if_changed(std::move(copy));
}

struct MoveRule {
  SegmentId to;
  std::unordered_set<SegmentId> from_segments;
  std::unordered_set<PartId> parts;
};

std::vector<MoveRule> move_rules(const IngestModel& model, const CommitData& data,
                                 const BeforeParts& before) {
  std::vector<MoveRule> rules;
  std::unordered_map<SegmentId, size_t> places;
  const auto rule = [&](const SegmentId& to) -> MoveRule& {
    const auto [place, is_new] = places.try_emplace(to, rules.size());
    if (is_new) rules.push_back({to, {}, {}});
    return rules[place->second];
  };
  for (const auto& [from, to] : data.renamed_segments) rule(to).from_segments.insert(from);
  for (const IngestPartModel* part : model.loaded_parts()) {
    const auto old_segment = before.segment_of(part->id());
    if (old_segment && *old_segment != (*part)->segmentId) {
      rule((*part)->segmentId).parts.insert(part->id());
    }
  }
  // Those for single parts last: they win.
  std::stable_partition(rules.begin(), rules.end(),
                        [](const MoveRule& item) { return item.parts.empty(); });
  return rules;
}

}  // namespace

void move_adlib_parts(DocumentView& documents, const IngestModel& model,
                      const BeforeParts& before) {
  auto instances = documents.by<PartInstance>(Index::rundown, model.rundown_id().str());
  std::erase_if(instances, [](const auto& instance) {
    return truthy(instance->reset) || !(instance->orphaned == std::string(kOrphanedAdlibPart));
  });
  if (instances.empty()) return;
  by_take_count(instances);
  for (const auto& instance : instances) {
    const auto* items = before.of(instance->segmentId);
    if (items == nullptr) continue;
    std::vector<BeforeParts::Item> earlier;
    for (const auto& item : *items) {
      if (item.rank < instance->part._rank) earlier.push_back(item);
    }
    std::stable_sort(earlier.begin(), earlier.end(),
                     [](const auto& a, const auto& b) { return a.rank > b.rank; });
    for (const auto& item : earlier) {
      const Part* part = model.find_part(item.id);
      if (part == nullptr) continue;
      const SegmentId& now = part->segmentId;
      edit(documents, *instance, [&](PartInstance& copy) {
        if (now == copy.segmentId) return;
        copy.segmentId = now;
        copy.part.segmentId = now;
      });
      break;
    }
  }
}

void move_instances(DocumentView& documents, const IngestModel& model, const CommitData& data,
                    const BeforeParts& before) {
  const std::vector<MoveRule> rules = move_rules(model, data, before);
  if (rules.empty()) return;
  for (const auto& instance :
       documents.by<PartInstance>(Index::rundown, model.rundown_id().str())) {
    edit(documents, *instance, [&](PartInstance& copy) {
      for (const MoveRule& rule : rules) {
        if (!rule.from_segments.contains(copy.segmentId) && !rule.parts.contains(copy.part._id)) {
          continue;
        }
        copy.segmentId = rule.to;
        copy.part.segmentId = rule.to;
      }
    });
  }
}

void release_instances(DocumentView& documents, const RundownId& rundown, const Playlist& playlist,
                       const std::function<bool(const PartId&)>& is_there) {
  const auto is = [](const Opt<SelectedPartInstance>& info, const PartInstanceId& id) {
    return info && info->partInstanceId == id;
  };
  for (const auto& instance : documents.by<PartInstance>(Index::rundown, rundown.str())) {
    if (truthy(instance->reset) || !instance->orphaned.absent() || is_there(instance->part._id)) {
      continue;
    }
    if (is(playlist.currentPartInfo, instance->_id) || is(playlist.nextPartInfo, instance->_id)) {
      edit(documents, *instance, [](PartInstance& copy) { copy.orphaned = kOrphanedDeleted; });
      continue;
    }
    edit(documents, *instance, [](PartInstance& copy) { copy.reset = true; });
    for (const auto& piece :
         documents.by<PieceInstance>(Index::part_instance, instance->_id.str())) {
      PieceInstance copy = *piece;
      copy.reset = true;
      documents.put_if_changed(std::move(copy));
    }
  }
}

void rank_instances(DocumentView& documents, const IngestModel& model,
                    const std::vector<SegmentId>& changed_segments, const BeforeParts& before) {
  Docs<PartInstance> instances;
  std::unordered_set<SegmentId> seen;
  std::vector<SegmentId> segments;
  for (const SegmentId& segment : changed_segments) {
    if (!seen.insert(segment).second) continue;
    segments.push_back(segment);
    for (auto& instance : documents.by<PartInstance>(Index::segment, segment.str())) {
      if (!truthy(instance->reset)) instances.push_back(std::move(instance));
    }
  }
  by_take_count(instances);

  std::vector<OrphanedInstance> orphans;
  for (const auto& instance : instances) {
    const Part* part = model.find_part(instance->part._id);
    if (part == nullptr) {
      orphans.push_back({instance->_id, instance->segmentId, instance->part._rank});
      edit(documents, *instance, [](PartInstance& copy) {
        if (!copy.orphaned) copy.orphaned = kOrphanedDeleted;
      });
      continue;
    }
    edit(documents, *instance, [&](PartInstance& copy) {
      if (copy.orphaned == std::string(kOrphanedDeleted)) copy.orphaned.reset();
      copy.part._rank = part->_rank;
    });
  }
  for (const auto& [id, rank] : orphan_ranks(
           orphans, segments, before, [&](const PartId& part) { return model.find_part(part); })) {
    const auto instance = documents.find<PartInstance>(id);
    edit(documents, *instance, [&](PartInstance& copy) { copy.part._rank = rank; });
  }
}

}  // namespace takt::ingest
