#pragma once

// How a job is queued: its partition, its merge key, and its record in the store (DESIGN section
// 4). Free functions without state.

#include "conductor/job_queue.h"
#include "jobs/job_spec.h"

namespace takt::conductor {

/// What the jobs of one partition have in common: a rundown, by either of its ids; a bucket; or
/// "other". Playout and events have one thread and one partition, "".
/// The store tells the bucket of a job that names only an item of it.
std::string partition_of(const StudioId& studio, QueueKind queue, const Json& payload,
                         Store& store);
/// The partition of a rundown's newsroom jobs.
std::string rundown_partition(const RundownId& rundown);

/// Jobs that may run once for all: coalescing ones, and every debounced one, with equal payloads.
std::string merge_key_of(const JobInfo* info, const std::string& name, const Json& payload,
                         const QueueOptions& options);

/// A failed job is made pointless by the success of a later one with the same key; empty: by none.
/// Whatever the newsroom does to a rundown comes after, and may rest on, what it did before.
std::string supersede_key_of(const std::string& partition, const Json& payload);

/// A job that ended its process so often is not run again by itself.
constexpr int kQuarantineCrashes = 2;

/// Tells requests apart that carry the same idempotency key.
std::string fingerprint_of(QueueKind queue, const std::string& name, const Json& payload);

/// A durable job as the store keeps it. `now` is wall time.
JobRecord make_record(const JobTable& table, JobId id, const StudioId& studio, QueuedJob job,
                      Time now, Store& store);

/// The same as it waits in its queue; `now` and `steady_now_ms` are the same moment on two clocks.
QueueEntry entry_of(const JobTable& table, const JobRecord& record, Time now, double steady_now_ms);

}  // namespace takt::conductor
