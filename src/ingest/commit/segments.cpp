#include "ingest/commit/segments.h"

#include <unordered_set>

#include "base/log.h"

namespace takt::ingest {

namespace {

/// The segments of the part instances that are on air, next, or were just left: a few.
std::vector<SegmentId> live_segments(const DocumentView& documents, const Playlist& playlist,
                                     const std::vector<Doc<Rundown>>& rundowns) {
  std::vector<SegmentId> out;
  const auto add = [&](const SelectedPartInstance& info) {
    const auto instance = documents.find<PartInstance>(info.partInstanceId);
    if (!instance || truthy(instance->reset)) {
      log::error("Playlist \"{}\" has selected PartInstance \"{}\", which was not found",
                 playlist._id, info.partInstanceId);
      return;
    }
    const bool in_playlist =
        std::any_of(rundowns.begin(), rundowns.end(),
                    [&](const auto& rundown) { return rundown->_id == instance->rundownId; });
    if (in_playlist) out.push_back(instance->segmentId);
  };
  if (playlist.currentPartInfo) add(*playlist.currentPartInfo);
  if (playlist.nextPartInfo) add(*playlist.nextPartInfo);
  for (const auto& info : playlist.previousPartsInfo) add(info);
  return out;
}

void keep_hidden(IngestSegmentModel& segment) {
  segment.set_hidden(false);
  if (!segment->orphaned || segment->orphaned->empty()) segment.set_orphaned(kOrphanedHidden);
}

}  // namespace

void settle_segments(const DocumentView& documents, IngestModel& model, const Playlist& playlist,
                     const std::vector<Doc<Rundown>>& rundowns,
                     const std::vector<SegmentId>& removed) {
  const auto live = live_segments(documents, playlist, rundowns);
  const auto is_live = [&](const SegmentId& id) {
    return std::ranges::find(live, id) != live.end();
  };
  std::vector<SegmentId> purge;
  std::unordered_set<SegmentId> orphan_deleted;
  std::vector<IngestSegmentModel*> orphan_hidden;
  for (const SegmentId& id : removed) {
    if (!is_live(id)) {
      purge.push_back(id);
      continue;
    }
    log::warning("Not allowing removal of current playing segment \"{}\", making segment unsynced",
                 id);
    orphan_deleted.insert(id);
  }
  for (IngestSegmentModel* segment : model.segments()) {
    const SegmentId& id = segment->id();
    if (truthy((*segment)->isHidden)) {
      if (!is_live(id)) {
        // So that it isn't played by accident.
        for (IngestPartModel* part : segment->parts()) part->set_invalid(true);
      } else if ((*segment)->orphaned == std::string(kOrphanedDeleted)) {
        orphan_deleted.insert(id);
      } else {
        orphan_hidden.push_back(segment);
      }
    } else if (!orphan_deleted.contains(id) && segment->empty()) {
      if (is_live(id)) {
        orphan_hidden.push_back(segment);
      } else {
        segment->set_orphaned({});
        segment->set_hidden(true);
      }
    }
  }
  for (const SegmentId& id : orphan_deleted) {
    IngestSegmentModel* segment = model.find_segment(id);
    if (segment == nullptr) continue;
    segment->remove_all_parts();
    segment->set_orphaned(kOrphanedDeleted);
  }
  for (IngestSegmentModel* segment : orphan_hidden) keep_hidden(*segment);
  for (const SegmentId& id : purge) model.remove_segment(id);
}

}  // namespace takt::ingest
