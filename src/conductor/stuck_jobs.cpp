#include "conductor/stuck_jobs.h"

#include "conductor/job_policy.h"

namespace takt::conductor {

void StuckJobs::quarantine(JobRecord job) {
  const MutexLock lock(mutex_);
  std::string key = supersede_key_of(job.partition, job.payload);
  if (!key.empty() && !job.superseded) watched_[job.id] = {std::move(key), job.queued_at};
  const JobId id = job.id;
  quarantined_[id] = std::move(job);
}

void StuckJobs::bury(const JobRecord& job) {
  bury(job.id, job.partition, job.payload, job.queued_at);
  if (job.superseded) supersede({job.id});
}

void StuckJobs::bury(const JobId& id, const std::string& partition, const Json& payload,
                     Time queued_at) {
  const MutexLock lock(mutex_);
  dead_.insert(id);
  std::string key = supersede_key_of(partition, payload);
  if (!key.empty()) watched_[id] = {std::move(key), queued_at};
}

std::optional<JobRecord> StuckJobs::drop(const JobId& id) {
  const MutexLock lock(mutex_);
  watched_.erase(id);
  dead_.erase(id);
  auto node = quarantined_.extract(id);
  return node ? std::optional(std::move(node.mapped())) : std::nullopt;
}

void StuckJobs::supersede(const std::vector<JobId>& ids) {
  const MutexLock lock(mutex_);
  for (const JobId& id : ids) {
    watched_.erase(id);
    if (const auto found = quarantined_.find(id); found != quarantined_.end()) {
      found->second.superseded = true;
    }
  }
}

std::vector<JobId> StuckJobs::made_pointless_by(const std::string& partition, const Json& payload,
                                                Time queued_at) const {
  const MutexLock lock(mutex_);
  std::vector<JobId> ids;
  if (watched_.empty()) return ids;
  const std::string key = supersede_key_of(partition, payload);
  for (const auto& [id, watched] : watched_) {
    if (watched.supersede_key == key && watched.queued_at <= queued_at) ids.push_back(id);
  }
  return ids;
}

std::optional<JobRecord> StuckJobs::quarantined(const JobId& id) const {
  const MutexLock lock(mutex_);
  const auto found = quarantined_.find(id);
  return found == quarantined_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<JobRecord> StuckJobs::all_quarantined() const {
  const MutexLock lock(mutex_);
  std::vector<JobRecord> all;
  for (const auto& [id, job] : quarantined_) all.push_back(job);
  return all;
}

size_t StuckJobs::dead_letters() const {
  const MutexLock lock(mutex_);
  return dead_.size();
}

}  // namespace takt::conductor
