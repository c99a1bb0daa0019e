#include "ingest/jobs.h"

#include "ingest/adlib_testing_rundown.h"
#include "ingest/bucket/bucket_jobs.h"
#include "ingest/mos/mos_jobs.h"
#include "ingest/operation.h"
#include "ingest/playlist/playlist_jobs.h"
#include "ingest/rundown_jobs.h"

namespace takt::ingest {

namespace {

/// A job that only changes what the newsroom sent.
template <class Spec, Mutation (*mutate)(Previous, const typename Spec::Payload&)>
Json run_mutation(JobContext& job, const typename Spec::Payload& payload) {
  run_operation(job, payload.rundownExternalId, [&](Previous previous) {
    return mutate(std::move(previous), payload);
  });
  return nullptr;
}

template <class Spec, Mutation (*mutate)(Previous, const typename Spec::Payload&)>
void add_mutation(JobTable& table) {
  table.add<Spec>(&run_mutation<Spec, mutate>);
}

}  // namespace

void add_jobs(JobTable& table) {
  add_mutation<UpdateRundown, update_rundown>(table);
  add_mutation<UpdateRundownMetaData, update_rundown_metadata>(table);
  add_mutation<RegenerateRundown, regenerate_rundown>(table);
  add_mutation<RemoveRundown, remove_rundown>(table);
  add_mutation<UpdateSegment, update_segment>(table);
  add_mutation<RemoveSegment, remove_segment>(table);
  add_mutation<RegenerateSegment, regenerate_segment>(table);
  add_mutation<UpdateSegmentRanks, update_segment_ranks>(table);
  add_mutation<UpdatePart, update_part>(table);
  add_mutation<RemovePart, remove_part>(table);
  add_mutation<UserExecuteChangeOperation, user_operation>(table);
  add_mutation<PlayoutExecuteChangeOperation, playout_operation>(table);
  add_rundown_jobs(table);
  add_adlib_testing_jobs(table);
  add_playlist_jobs(table);
  add_mos_jobs(table);
  add_bucket_jobs(table);
}

}  // namespace takt::ingest
