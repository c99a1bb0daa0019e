#include "ingest/rundown_jobs.h"

#include <unordered_set>

#include "base/log.h"
#include "ingest/generate/segments.h"
#include "ingest/operation.h"
#include "ingest/removal.h"
#include "jobs/ingest_jobs.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

/// Segments that nothing plays any more: deleted ones are offered for removal again, hidden ones are
/// generated again and so hidden.
std::optional<CommitData> release_orphans(JobContext& job, IngestModel& model,
                                          const IngestRundown& rundown,
                                          const RemoveOrphanedSegmentsPayload& payload) {
  const std::unordered_set<SegmentId> wanted_hidden(payload.orphanedHiddenSegmentIds.begin(),
                                                    payload.orphanedHiddenSegmentIds.end());
  const std::unordered_set<SegmentId> wanted_deleted(payload.orphanedDeletedSegmentIds.begin(),
                                                     payload.orphanedDeletedSegmentIds.end());
  std::vector<SegmentId> hidden, deleted;
  for (const IngestSegmentModel* segment : model.segments_by_rank()) {
    const auto& orphaned = (*segment)->orphaned;
    const SegmentId& id = segment->id();
    if (orphaned == std::string(kOrphanedHidden) && wanted_hidden.contains(id)) hidden.push_back(id);
    if (orphaned == std::string(kOrphanedDeleted) && wanted_deleted.contains(id)) {
      deleted.push_back(id);
    }
  }
  CommitData out = regenerate_segments(job, model, rundown, hidden).value_or(CommitData{});
  const std::unordered_set<SegmentId> generated(out.changed_segments.begin(),
                                                out.changed_segments.end());
  for (const SegmentId& id : hidden) {
    IngestSegmentModel* segment = model.find_segment(id);
    if (segment == nullptr || generated.contains(id)) continue;
    if (!truthy((*segment)->isHidden)) continue;
    segment->set_orphaned({});
    out.changed_segments.push_back(id);
  }
  out.removed_segments = std::move(deleted);
  if (out.changed_segments.empty() && out.removed_segments.empty()) return std::nullopt;
  return out;
}

Json remove_orphaned_segments(JobContext& job, const RemoveOrphanedSegmentsPayload& payload) {
  run_custom_operation(job, payload.rundownExternalId,
                       [&](IngestModel& model, const IngestRundown& rundown) {
                         return release_orphans(job, model, rundown, payload);
                       });
  return nullptr;
}

/// The segments whose pieces want to know about these packages.
std::vector<SegmentId> segments_listening(const IngestModel& model,
                                          const std::vector<ExpectedPackageId>& packages) {
  const std::unordered_set<ExpectedPackageId> wanted(packages.begin(), packages.end());
  std::vector<SegmentId> out;
  std::unordered_set<SegmentId> seen;
  for (const IngestPartModel* part : model.ordered_parts()) {
    for (const IngestPackage& package : part->documents().packages) {
      if (!package.listens() || !wanted.contains(package.id)) continue;
      SegmentId segment(string_member(package.source, "segmentId"));
      if (seen.insert(segment).second) out.push_back(std::move(segment));
    }
  }
  return out;
}

Json package_infos_updated(JobContext& job, const PackageInfosUpdatedPayload& payload) {
  if (payload.packageIds.empty()) return nullptr;
  run_custom_operation(job, payload.rundownExternalId,
                       [&](IngestModel& model, const IngestRundown& rundown) {
                         return regenerate_segments(job, model, rundown,
                                                    segments_listening(model, payload.packageIds));
                       });
  return nullptr;
}

/// A rundown that no newsroom knows (from a snapshot): it just goes.
void remove_unowned(JobContext& job, const RundownId& id) {
  const RundownLock rundown_lock = job.lock_rundown(id);
  DocumentView& documents = job.documents();
  const auto rundown = documents.find<Rundown>(id);
  if (!rundown) return;
  const PlaylistLock playlist_lock = job.lock_playlist(rundown->playlistId);
  remove_rundown_documents(documents, id);
  if (documents.by<Rundown>(Index::playlist, rundown->playlistId.str()).empty()) {
    documents.remove<Playlist>(rundown->playlistId);
  }
}

Json user_remove_rundown(JobContext& job, const UserRundownPayload& payload) {
  const auto rundown = job.documents().find<Rundown>(payload.rundownId);
  if (!rundown || rundown->studioId != job.studio_id()) return nullptr;
  if (rundown->_id != rundown_id(job.studio_id(), rundown->externalId)) {
    remove_unowned(job, rundown->_id);
    return nullptr;
  }
  run_operation(job, rundown->externalId,
                [&](Previous) -> Mutation { return Removal{truthy(payload.force)}; });
  return nullptr;
}

Json user_unsync_rundown(JobContext& job, const UserRundownPayload& payload) {
  const RundownLock rundown_lock = job.lock_rundown(payload.rundownId);
  const auto rundown = job.documents().find<Rundown>(payload.rundownId);
  if (!rundown) return nullptr;
  if (rundown->orphaned && !rundown->orphaned->empty()) {
    log::info("Rundown \"{}\" was already unsynced", rundown->_id);
    return nullptr;
  }
  const PlaylistLock playlist_lock = job.lock_playlist(rundown->playlistId);
  Rundown copy = *rundown;
  copy.orphaned = "manual";
  job.documents().put(std::move(copy));
  return nullptr;
}

}  // namespace

void add_rundown_jobs(JobTable& table) {
  table.add<RemoveOrphanedSegments>(&remove_orphaned_segments);
  table.add<PackageInfosUpdatedRundown>(&package_infos_updated);
  table.add<UserRemoveRundown>(&user_remove_rundown);
  table.add<UserUnsyncRundown>(&user_unsync_rundown);
}

}  // namespace takt::ingest
