#include "conductor/job_policy.h"

#include "base/hash.h"
#include "model/derived_ids.h"

namespace takt::conductor {

std::string rundown_partition(const RundownId& rundown) {
  return "rundown:" + rundown.str();
}

namespace {

/// Jobs on one item of a bucket name that only.
std::string bucket_of(const StudioId& studio, const Json& payload, Store& store) {
  if (std::string id = string_member(payload, "bucketId"); !id.empty()) return id;
  const std::string action_id = string_member(payload, "actionId");
  const std::string piece_id = string_member(payload, "pieceId");
  if (action_id.empty() && piece_id.empty()) return {};
  const Documents& documents = store.studio(studio);
  if (const auto action = documents.find<BucketAdLibAction>(IdOf<BucketAdLibAction>(action_id))) {
    return action->bucketId.str();
  }
  const auto piece = documents.find<BucketAdLib>(IdOf<BucketAdLib>(piece_id));
  return piece ? piece->bucketId.str() : std::string();
}

constexpr std::string_view kBucketPartition = "bucket:";

}  // namespace

std::string partition_of(const StudioId& studio, QueueKind queue, const Json& payload,
                         Store& store) {
  if (queue != QueueKind::ingest) return {};
  if (std::string id = string_member(payload, "rundownId"); !id.empty()) {
    return rundown_partition(RundownId(std::move(id)));
  }
  if (const std::string id = string_member(payload, "rundownExternalId"); !id.empty()) {
    return rundown_partition(rundown_id(studio, id));
  }
  if (const std::string id = bucket_of(studio, payload, store); !id.empty()) {
    return std::string(kBucketPartition) + id;
  }
  return "other";
}

std::string supersede_key_of(const std::string& partition, const Json& payload) {
  if (partition.starts_with("rundown:")) return partition;
  if (!partition.starts_with(kBucketPartition)) return {};
  const Json* item = member(payload, "payload");
  for (const char* name : {"externalId", "actionId", "pieceId"}) {
    std::string id = string_member(payload, name);
    if (id.empty() && item != nullptr) id = string_member(*item, name);
    if (!id.empty()) return fmt::format("{}/{}", partition, id);
  }
  return {};
}

namespace {

/// Equal for equal payloads of the same code. Most are a few ids: hashing those takes longer than all
/// else that queueing a job does.
std::string payload_key(const Json& payload) {
  constexpr size_t kShort = 256;
  std::string text = dump(payload);
  return text.size() <= kShort ? std::move(text) : hash_object(payload);
}

}  // namespace

std::string merge_key_of(const JobInfo* info, const std::string& name, const Json& payload,
                         const QueueOptions& options) {
  const bool merges =
      options.debounce_ms > 0 || (info != nullptr && info->delivery == Delivery::coalescing);
  if (merges && info != nullptr && !info->appends.empty() && payload.is_object()) {
    JsonObject rest = payload.get_object();
    rest.erase(info->appends);
    return name + ":" + payload_key(rest);
  }
  return merges ? name + ":" + payload_key(payload) : std::string();
}

std::string fingerprint_of(QueueKind queue, const std::string& name, const Json& payload) {
  return fmt::format("{} {} {}", queue_kind_name(queue), name, hash_object(payload));
}

JobRecord make_record(const JobTable& table, JobId id, const StudioId& studio, QueuedJob job,
                      Time now, Store& store) {
  JobRecord record;
  record.id = std::move(id);
  record.studio = studio;
  record.queue = queue_kind_name(job.queue);
  record.partition = partition_of(studio, job.queue, job.data, store);
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

QueueEntry entry_of(const JobTable& table, const JobRecord& record, Time now,
                    double steady_now_ms) {
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
  entry.queued_at = record.queued_at;
  const auto queue = queue_kind_by_name(record.queue);
  const JobEntry* known = queue ? table.find(*queue, record.name) : nullptr;
  if (known != nullptr && !record.merge_key.empty()) entry.appends = known->info.appends;
  return entry;
}

}  // namespace takt::conductor
