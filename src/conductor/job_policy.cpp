#include "conductor/job_policy.h"

#include "base/hash.h"
#include "model/derived_ids.h"

namespace takt::conductor {

std::string rundown_partition(const RundownId& rundown) {
  return "rundown:" + rundown.str();
}

std::string partition_of(const StudioId& studio, QueueKind queue, const Json& payload) {
  if (queue != QueueKind::ingest) return {};
  if (std::string id = string_member(payload, "rundownId"); !id.empty()) {
    return rundown_partition(RundownId(std::move(id)));
  }
  if (const std::string id = string_member(payload, "rundownExternalId"); !id.empty()) {
    return rundown_partition(rundown_id(studio, id));
  }
  // All buckets together: an item can move to another bucket, and some jobs name only the item.
  for (const char* name : {"bucketId", "pieceId", "actionId"}) {
    if (!string_member(payload, name).empty()) return "buckets";
  }
  return "other";
}

std::string merge_key_of(const JobInfo* info, const std::string& name, const Json& payload,
                         const QueueOptions& options) {
  const bool merges =
      options.debounce_ms > 0 || (info != nullptr && info->delivery == Delivery::coalescing);
  return merges ? name + ":" + hash_object(payload) : std::string();
}

std::string fingerprint_of(QueueKind queue, const std::string& name, const Json& payload) {
  return fmt::format("{} {} {}", queue_kind_name(queue), name, hash_object(payload));
}

JobRecord make_record(const JobTable& table, JobId id, const StudioId& studio, QueuedJob job,
                      Time now) {
  JobRecord record;
  record.id = std::move(id);
  record.studio = studio;
  record.queue = queue_kind_name(job.queue);
  record.partition = partition_of(studio, job.queue, job.data);
  const JobEntry* known = table.find(job.queue, job.name);
  record.merge_key =
      merge_key_of(known != nullptr ? &known->info : nullptr, job.name, job.data, job.options);
  record.name = std::move(job.name);
  record.payload = std::move(job.data);
  record.priority = job.options.low_priority ? 1 : 0;
  record.queued_at = now;
  record.not_before = job.options.debounce_ms > 0 ? now + job.options.debounce_ms : 0;
  return record;
}

QueueEntry entry_of(const JobRecord& record, Time now, double steady_now_ms) {
  QueueEntry entry;
  entry.id = record.id;
  entry.name = record.name;
  entry.payload = record.payload;
  entry.durable = true;
  entry.partition = record.partition;
  entry.merge_key = record.merge_key;
  entry.priority = record.priority;
  if (record.not_before > now) entry.not_before_ms = steady_now_ms + (record.not_before - now);
  entry.attempts = record.attempts;
  return entry;
}

}  // namespace takt::conductor
