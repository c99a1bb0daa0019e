#include "ingest/mos/mos_jobs.h"

#include <stdexcept>

#include "ingest/generate/rundown.h"
#include "ingest/mos/mutations.h"
#include "ingest/operation.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

/// A change to the rundown of a newsroom that speaks MOS.
template <class Payload>
Json run(JobContext& job, const Payload& payload,
         Mutation (*mutate)(Previous, const Payload& payload)) {
  run_operation(job, payload.rundownExternalId, [&](Previous previous) {
    if (previous && previous->type != "mos") {
      throw std::runtime_error(
          fmt::format("Rundown \"{}\" is not a MOS rundown", payload.rundownExternalId));
    }
    return mutate(std::move(previous), payload);
  });
  return nullptr;
}

Json run_rundown(JobContext& job, const MosRundownPayload& payload) {
  const Json* id = member(payload.mosRunningOrder, "ID");
  if (mos_text(id ? *id : Json()) != payload.rundownExternalId) {
    throw std::runtime_error("mosRunningOrder.ID and rundownExternalId mismatch!");
  }
  return run(job, payload, mos_rundown);
}

Json run_metadata(JobContext& job, const MosMetadataPayload& payload) {
  return run(job, payload, mos_metadata);
}

Json run_full_story(JobContext& job, const MosFullStoryPayload& payload) {
  return run(job, payload, mos_full_story);
}

Json run_delete(JobContext& job, const MosStoriesPayload& payload) {
  if (payload.stories.empty()) return nullptr;
  return run(job, payload, mos_delete_stories);
}

Json run_insert(JobContext& job, const MosInsertPayload& payload) {
  if (payload.newStories.empty()) return nullptr;
  return run(job, payload, mos_insert_stories);
}

Json run_move(JobContext& job, const MosStoriesPayload& payload) {
  if (payload.stories.empty()) return nullptr;
  return run(job, payload, mos_move_stories);
}

Json run_swap(JobContext& job, const MosSwapPayload& payload) {
  if (mos_text(payload.story0) == mos_text(payload.story1)) return nullptr;
  return run(job, payload, mos_swap_stories);
}

Json run_status(JobContext& job, const MosStatusPayload& payload) {
  const RundownId id = rundown_id(job.studio_id(), payload.rundownExternalId);
  const RundownLock rundown_lock = job.lock_rundown(id);
  const auto rundown = job.documents().find<Rundown>(id);
  if (!rundown) throw std::runtime_error(fmt::format("Rundown \"{}\" not found!", id));
  if (!may_update(rundown, false)) return nullptr;
  const PlaylistLock playlist_lock = job.lock_playlist(rundown->playlistId);
  Rundown copy = *rundown;
  copy.status = payload.status;
  job.documents().put_if_changed(std::move(copy));
  return nullptr;
}

Json run_ready_to_air(JobContext& job, const MosStatusPayload& payload) {
  run_custom_operation(job, payload.rundownExternalId,
                       [&](IngestModel& model, const IngestRundown& ingest) -> std::optional<CommitData> {
                         const auto& rundown = model.rundown_or_null();
                         if (!rundown || rundown->airStatus == payload.status) return std::nullopt;
                         if (!may_update(rundown, false)) return std::nullopt;
                         model.set_air_status(payload.status);
                         return generate_rundown(job, model, ingest, GenerateMode::metadata);
                       });
  return nullptr;
}

}  // namespace

void add_mos_jobs(JobTable& table) {
  table.add<MosRundown>(&run_rundown);
  table.add<MosRundownMetadata>(&run_metadata);
  table.add<MosRundownStatus>(&run_status);
  table.add<MosRundownReadyToAir>(&run_ready_to_air);
  table.add<MosFullStory>(&run_full_story);
  table.add<MosDeleteStory>(&run_delete);
  table.add<MosInsertStory>(&run_insert);
  table.add<MosMoveStory>(&run_move);
  table.add<MosSwapStory>(&run_swap);
}

}  // namespace takt::ingest
