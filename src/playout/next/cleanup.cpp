#include "playout/next/cleanup.h"

#include "playout/model/quick_loop.h"
#include "playout/next/next_part.h"

namespace takt::playout {

namespace {

constexpr const char* kFromNewsroom = "nrcs";

/// Orphaned segments of one rundown that are finished with.
struct Finished {
  RundownId rundown;
  JsonArray deleted;
  JsonArray hidden;
};

std::vector<Finished> finished_segments(PlayoutModel& model) {
  std::vector<SegmentId> playing;
  for (PartInstanceModel* instance : model.selected()) playing.push_back((*instance)->segmentId);
  std::vector<Finished> out;
  for (const SegmentPtr& segment : model.ordered_segments()) {
    const auto& orphaned = segment->segment->orphaned;
    if (!orphaned || orphaned->empty()) continue;
    if (std::find(playing.begin(), playing.end(), segment->id()) != playing.end()) continue;
    const RundownId& rundown = segment->segment->rundownId;
    auto place = std::find_if(out.begin(), out.end(),
                              [&](const Finished& other) { return other.rundown == rundown; });
    if (place == out.end()) place = out.insert(out.end(), Finished{rundown, {}, {}});
    // An adlib testing segment is playout's own.
    if (orphaned == kOrphanedDeleted) place->deleted.emplace_back(segment->id().str());
    if (orphaned == kOrphanedHidden) place->hidden.emplace_back(segment->id().str());
  }
  return out;
}

void queue_removals(PlayoutModel& model) {
  for (Finished& finished : finished_segments(model)) {
    const PlayoutRundown& rundown = model.rundown(finished.rundown);
    // Only there does the external id lead ingest back to the rundown.
    if (rundown->source.type != kFromNewsroom) continue;
    model.context().queue_ingest_job(
        "removeOrphanedSegments",
        JsonObject{{"rundownExternalId", rundown->externalId},
                   {"orphanedHiddenSegmentIds", std::move(finished.hidden)},
                   {"orphanedDeletedSegmentIds", std::move(finished.deleted)}});
  }
}

void reset_deleted_instances(PlayoutModel& model) {
  std::vector<PartInstanceId> ids;
  for (PartInstanceModel* instance : model.loaded()) {
    if (!((*instance)->orphaned == kOrphanedDeleted) || truthy((*instance)->reset)) continue;
    if (!model.is_selected(instance->id())) ids.push_back(instance->id());
  }
  if (ids.empty()) return;
  ResetSelector selector;
  selector.instances = std::move(ids);
  reset_instances(model, selector);
}

}  // namespace

void reset_passed_instances(PlayoutModel& model) {
  const PartInstanceModel* next = model.next();
  if (next == nullptr) return;
  const PartInstanceModel* current = model.current();
  const bool same_segment = current != nullptr && (*current)->segmentId == (*next)->segmentId;
  const bool enters =
      !same_segment || (*next)->part._rank < (*current)->part._rank;
  std::vector<PartInstanceId> ids;
  for (PartInstanceModel* instance : model.loaded()) {
    if (truthy((*instance)->reset) || instance == next || instance == current) continue;
    const bool trails = current != nullptr && (*instance)->segmentId == (*current)->segmentId &&
                        (*instance)->part._rank > (*current)->part._rank;
    const bool entered = enters && (*instance)->segmentId == (*next)->segmentId;
    if (trails || entered) ids.push_back(instance->id());
  }
  if (ids.empty()) return;
  ResetSelector selector;
  selector.instances = std::move(ids);
  reset_instances(model, selector);
}

void cleanup_orphaned(PlayoutModel& model) {
  queue_removals(model);
  reset_deleted_instances(model);
}

bool loop_needs_duration(PlayoutModel& model) {
  return model.studio().settings.forceQuickLoopAutoNext == quick_loop::kForceWhenValid;
}

}  // namespace takt::playout
