// What a job can't do, by the types that it is given (DESIGN R2, R3, R3b): checked when this file
// is compiled.
#include "ingest/model/ingest_model.h"
#include "jobs/job_context.h"
#include "playout/model/playout_model.h"
#include "store/store.h"

namespace takt {
namespace {

// Nothing comes back from queueing a job: no id, no ticket, nothing that could be waited for.
static_assert(std::is_same_v<decltype(&JobContext::queue_job), void (JobContext::*)(QueuedJob)>);
static_assert(std::is_void_v<decltype(std::declval<JobContext&>().queue_studio_job("", Json()))>);
static_assert(std::is_void_v<decltype(std::declval<JobContext&>().queue_ingest_job("", Json()))>);
static_assert(std::is_void_v<decltype(std::declval<JobContext&>().queue_events_job("", Json()))>);

// Nor is there anything to ask about a job whose id it has by other means.
template <class T>
concept AsksAboutJobs = requires(T& context, const JobId& id) {
  context.wait(id);
}
|| requires(T& context, const JobId& id) {
  context.await(id);
}
|| requires(T& context, const JobId& id) {
  context.wait_for(id);
}
|| requires(T& context, const JobId& id) {
  context.result(id);
}
|| requires(T& context, const JobId& id) {
  context.lookup(id);
}
|| requires(T& context, const JobId& id) {
  context.completion(id);
}
|| requires(T& context) {
  context.store();
}
|| requires(T& context) {
  context.conductor();
};
static_assert(!AsksAboutJobs<JobContext>);
static_assert(AsksAboutJobs<Store>);  // the check can fail
template <class T>
concept RunsJobs = requires(T& context, QueuedJob job) {
  context.run_job(job);
}
|| requires(T& context, QueuedJob job) {
  context.push(job);
}
|| requires(T& context, QueuedJob job) {
  context.call(job);
};
static_assert(!RunsJobs<JobContext>);

// A lock is had from the context only, by one holder at a time, and leads to no other one.
template <class Lock, class IdType>
constexpr bool kIsProof =
    !std::is_constructible_v<Lock, IdType> && !std::is_default_constructible_v<Lock> &&
    !std::is_copy_constructible_v<Lock> && std::is_move_constructible_v<Lock>;
static_assert(kIsProof<PlaylistLock, PlaylistId> && kIsProof<RundownLock, RundownId>);
static_assert(!std::is_constructible_v<RundownLock, PlaylistLock>);
static_assert(!std::is_constructible_v<PlaylistLock, RundownLock>);

// A model of a playlist or of a rundown can't be had without its lock.
static_assert(std::is_constructible_v<playout::PlayoutModel, JobContext&, const PlaylistLock&>);
static_assert(!std::is_constructible_v<playout::PlayoutModel, JobContext&, const PlaylistId&>);
static_assert(!std::is_constructible_v<playout::PlayoutModel, JobContext&, const RundownLock&>);
template <class Proof>
constexpr bool kMakesIngestModel =
    std::is_constructible_v<ingest::IngestModel, JobContext&, const Proof&, std::string>;
static_assert(kMakesIngestModel<RundownLock>);
static_assert(!kMakesIngestModel<RundownId> && !kMakesIngestModel<PlaylistLock>);

}  // namespace
}  // namespace takt
