#include "ingest/commit/part_instances.h"

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

}  // namespace

std::vector<SegmentMove> segment_moves(const IngestModel& model, const CommitData& data,
                                       const BeforeParts& before) {
  std::vector<SegmentMove> moves;
  std::unordered_map<SegmentId, size_t> places;
  const auto into = [&](const SegmentId& to) -> SegmentMove& {
    const auto [place, is_new] = places.try_emplace(to, moves.size());
    if (is_new) moves.push_back({to, {}, {}});
    return moves[place->second];
  };
  for (const auto& [from, to] : data.renamed_segments) into(to).from_segments.insert(from);
  for (const IngestPartModel* part : model.loaded_parts()) {
    const auto old_segment = before.segment_of(part->id());
    if (old_segment && *old_segment != (*part)->segmentId) {
      into((*part)->segmentId).parts.insert(part->id());
    }
  }
  // Those of single parts last: they win.
  std::stable_partition(moves.begin(), moves.end(),
                        [](const SegmentMove& move) { return move.parts.empty(); });
  return moves;
}

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

void move_instances(DocumentView& documents, const RundownId& rundown,
                    const std::vector<SegmentMove>& moves) {
  if (moves.empty()) return;
  for (const auto& instance : documents.by<PartInstance>(Index::rundown, rundown.str())) {
    edit(documents, *instance, [&](PartInstance& copy) {
      for (const SegmentMove& move : moves) {
        if (!move.from_segments.contains(copy.segmentId) && !move.parts.contains(copy.part._id)) {
          continue;
        }
        copy.segmentId = move.to;
        copy.part.segmentId = move.to;
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
    const bool was_orphaned = instance->orphaned == std::string(kOrphanedDeleted);
    if (!was_orphaned && instance->part._rank == part->_rank) continue;
    edit(documents, *instance, [&](PartInstance& copy) {
      if (was_orphaned) copy.orphaned.reset();
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
