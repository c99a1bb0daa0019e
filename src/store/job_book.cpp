#include "store/job_book.h"

namespace takt {

namespace {

/// Studio ids contain no control characters.
std::string scoped_key(const StudioId& studio, const std::string& key) {
  return key.empty() ? std::string() : studio.str() + '\n' + key;
}

/// The completed job and those that end with it.
std::vector<JobId> ended_by(const Transaction& transaction) {
  if (!transaction.completed) return {};
  std::vector<JobId> ids{transaction.completed->id};
  ids.insert(ids.end(), transaction.merged_away.begin(), transaction.merged_away.end());
  return ids;
}

}  // namespace

void JobBook::load_waiting(JobRecord job) {
  const MutexLock lock(mutex_);
  const std::string key = scoped_key(job.studio, job.idempotency_key);
  if (!key.empty()) keys_[key] = job.id;
  put(std::move(job));
}

std::vector<JobId> JobBook::load_ended(const JobId& id, const StudioId& studio,
                                       const std::string& key, Time finished_at) {
  const MutexLock lock(mutex_);
  const std::string scoped = scoped_key(studio, key);
  if (!scoped.empty()) keys_[scoped] = id;
  ended_ids_.insert(id);
  end(id, scoped, finished_at);
  return forget_old();
}

void JobBook::reserve(const Transaction& transaction) {
  const MutexLock lock(mutex_);
  const auto refuse_ended = [&](const JobId& id) TAKT_REQUIRES(mutex_) {
    if (!ended_ids_.contains(id)) return;
    throw JobAlreadyDoneError(fmt::format("job \"{}\" has already ended", id));
  };
  if (transaction.completed) refuse_ended(transaction.completed->id);
  for (const JobId& id : transaction.merged_away) refuse_ended(id);
  for (const JobRecord& job : transaction.queued) refuse_ended(job.id);
  std::vector<std::string> reserved;
  for (const JobRecord& job : transaction.queued) {
    const std::string key = scoped_key(job.studio, job.idempotency_key);
    if (key.empty()) continue;
    const auto [place, is_new] = keys_.try_emplace(key, job.id);
    if (is_new) {
      reserved.push_back(key);
    } else if (place->second != job.id) {
      const JobId holder = place->second;
      for (const std::string& taken : reserved) keys_.erase(taken);
      throw IdempotencyKeyTakenError(fmt::format("the idempotency key \"{}\" belongs to job \"{}\"",
                                                 job.idempotency_key, holder),
                                     holder);
    }
  }
  for (const JobId& id : ended_by(transaction)) ended_ids_.insert(id);
}

void JobBook::release(const Transaction& transaction) {
  const MutexLock lock(mutex_);
  for (const JobId& id : ended_by(transaction)) ended_ids_.erase(id);
  for (const JobRecord& job : transaction.queued) {
    if (places_.contains(job.id)) continue;  // the waiting job's own key
    keys_.erase(scoped_key(job.studio, job.idempotency_key));
  }
}

std::vector<JobId> JobBook::apply(const Transaction& transaction) {
  const MutexLock lock(mutex_);
  for (const MarkedJob& marked : transaction.marks) mark(marked);
  for (const JobRecord& job : transaction.queued) put(job);
  const std::vector<JobId> ended = ended_by(transaction);
  for (const JobId& id : ended) complete(id, transaction.completed->finished_at);
  return ended.empty() ? std::vector<JobId>{} : forget_old();
}

void JobBook::mark(const MarkedJob& marked) {
  const auto found = places_.find(marked.id);
  if (found == places_.end()) return;
  JobRecord& job = *found->second;
  switch (marked.mark) {
    case JobMark::started:
      ++job.attempts;
      break;
    case JobMark::pardoned:
      job.crashes = 0;
      break;
    case JobMark::superseded:
      job.superseded = true;
      break;
    case JobMark::interrupted:
    case JobMark::discarded:
      break;
  }
}

void JobBook::complete(const JobId& id, Time finished_at) {
  std::string key;
  if (const auto found = places_.find(id); found != places_.end()) {
    key = scoped_key(found->second->studio, found->second->idempotency_key);
    erase(id);
  }
  end(id, std::move(key), finished_at);
}

std::vector<JobRecord> JobBook::waiting(const StudioId& studio) const {
  const MutexLock lock(mutex_);
  const auto found = waiting_.find(studio);
  if (found == waiting_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::optional<JobRecord> JobBook::find_waiting(const JobId& id) const {
  const MutexLock lock(mutex_);
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  return *found->second;
}

bool JobBook::has_ended(const JobId& id) const {
  const MutexLock lock(mutex_);
  return ended_ids_.contains(id);
}

std::optional<JobId> JobBook::with_key(const StudioId& studio, const std::string& key) const {
  const MutexLock lock(mutex_);
  const auto found = keys_.find(scoped_key(studio, key));
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void JobBook::put(JobRecord job) {
  if (const auto found = places_.find(job.id); found != places_.end()) {
    *found->second = std::move(job);
    return;
  }
  const JobId id = job.id;
  auto& list = waiting_[job.studio];
  places_[id] = list.insert(list.end(), std::move(job));
}

void JobBook::erase(const JobId& id) {
  const auto found = places_.find(id);
  const Place place = found->second;
  places_.erase(found);
  waiting_[place->studio].erase(place);
}

void JobBook::end(JobId id, std::string key, Time finished_at) {
  newest_end_ = std::max(newest_end_, finished_at);
  ended_.push_back({std::move(id), std::move(key), finished_at});
}

std::vector<JobId> JobBook::forget_old() {
  std::vector<JobId> forgotten;
  while (ended_.size() > retention_.max_count ||
         (!ended_.empty() && ended_.front().finished_at < newest_end_ - retention_.max_age_ms)) {
    Ended& oldest = ended_.front();
    if (!oldest.key.empty()) keys_.erase(oldest.key);
    ended_ids_.erase(oldest.id);
    forgotten.push_back(std::move(oldest.id));
    ended_.pop_front();
  }
  return forgotten;
}

}  // namespace takt
