#include "conductor/job_desk.h"

namespace takt::conductor {

namespace {

std::string full_key(const JobDesk::Card& card) {
  return card.idempotency_key.empty() ? std::string()
                                      : card.studio.str() + '\n' + card.idempotency_key;
}

// "i", eight characters of the process, the job's own.
constexpr char kInteractive = 'i';
constexpr size_t kProcessLength = 8;
constexpr size_t kRandomLength = 17;

/// Of an operator's job; empty for other ids.
std::string_view process_of(const JobId& id) {
  const std::string_view text = id.str();
  const bool is_interactive =
      text.size() == 1 + kProcessLength + kRandomLength && text.front() == kInteractive;
  return is_interactive ? text.substr(1, kProcessLength) : std::string_view();
}

}  // namespace

JobDesk::JobDesk(Store& store, const Clock& clock)
    : store_(store), clock_(clock), process_(RandomIds().next().substr(0, kProcessLength)) {}

JobId JobDesk::interactive_id(const std::string& random) const {
  return JobId(kInteractive + process_ + random);
}

std::optional<JobDesk::Card> JobDesk::card(const JobId& id) const {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? std::nullopt : std::optional(found->second.card);
}

JobDesk::Opened JobDesk::open(JobId& id, Card card, JobCallbacks callbacks) {
  MutexLock lock(mutex_);
  const std::string key = full_key(card);
  if (!key.empty()) {
    const auto [place, is_new] = keys_.try_emplace(key, id);
    if (!is_new) {
      const auto holder = entries_.find(place->second);
      if (holder != entries_.end()) {
        if (holder->second.card.fingerprint != card.fingerprint) return Opened::key_conflict;
        id = place->second;
        const bool was_accepted = holder->second.accepted;
        const std::optional<JobReport> report = holder->second.report;
        if (!report) holder->second.callbacks.push_back(callbacks);
        lock.unlock();
        // The newcomer is told what was told already.
        if (was_accepted && callbacks.accepted) callbacks.accepted(id);
        if (report && callbacks.finished) callbacks.finished(*report);
        return Opened::attached;
      }
      place->second = id;
    }
  }
  Entry& entry = entries_[id];
  entry.card = std::move(card);
  if (callbacks.accepted || callbacks.finished) entry.callbacks.push_back(std::move(callbacks));
  return Opened::opened;
}

void JobDesk::settle_as(const JobId& id, const JobId& holder) {
  MutexLock lock(mutex_);
  auto node = entries_.extract(id);
  if (node.empty()) return;
  Entry mine = std::move(node.mapped());
  if (const auto key = keys_.find(full_key(mine.card)); key != keys_.end()) key->second = holder;
  if (const auto found = entries_.find(holder); found != entries_.end()) {
    Entry& theirs = found->second;
    mine.report = theirs.report;
    if (!mine.report) {
      theirs.callbacks.insert(theirs.callbacks.end(), mine.callbacks.begin(), mine.callbacks.end());
      if (!theirs.accepted) return;
    }
    lock.unlock();
  } else {
    lock.unlock();
    // It ended before this process started.
    mine.report = lookup(holder).report;
  }
  for (const JobCallbacks& callbacks : mine.callbacks) {
    if (callbacks.accepted) callbacks.accepted(holder);
    if (mine.report && callbacks.finished) callbacks.finished(*mine.report);
  }
}

void JobDesk::accepted(const JobId& id) {
  std::vector<JobCallbacks> callbacks;
  {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.accepted || found->second.report) {
      return;
    }
    found->second.accepted = true;
    callbacks = found->second.callbacks;
  }
  for (const JobCallbacks& entry : callbacks) {
    if (entry.accepted) entry.accepted(id);
  }
}

void JobDesk::started(const JobId& id) {
  const MutexLock lock(mutex_);
  if (const auto found = entries_.find(id); found != entries_.end()) {
    found->second.state = JobState::running;
  }
}

void JobDesk::put_back(const JobId& id) {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found != entries_.end() && !found->second.report) found->second.state = JobState::waiting;
}

std::vector<JobCallbacks> JobDesk::end(const JobId& id, const JobReport& report) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.report) return {};
  Entry& entry = found->second;
  entry.state = JobState::finished;
  entry.report = report;
  entry.report->id = id;
  ended_.emplace_back(report.finished_at, id);
  return std::exchange(entry.callbacks, {});
}

void JobDesk::finished(JobReport report, const std::vector<JobId>& merged) {
  std::vector<std::pair<JobId, std::vector<JobCallbacks>>> told;
  {
    const MutexLock lock(mutex_);
    told.emplace_back(report.id, end(report.id, report));
    for (const JobId& id : merged) told.emplace_back(id, end(id, report));
    if (report.error) note_refusal(report);
    forget_old();
  }
  for (auto& [id, callbacks] : told) {
    report.id = id;
    for (const JobCallbacks& entry : callbacks) {
      if (entry.finished) entry.finished(report);
    }
  }
}

void JobDesk::refuse(const JobId& id, UserError error) {
  JobReport report;
  report.id = id;
  report.error = std::move(error);
  report.finished_at = clock_.now();
  {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    const Card& card = found->second.card;
    report.studio = card.studio;
    report.queue = card.queue;
    report.name = card.name;
    // It didn't happen: the same key may try again.
    if (const auto key = keys_.find(full_key(card)); key != keys_.end() && key->second == id) {
      keys_.erase(key);
    }
  }
  finished(std::move(report), {});
}

void JobDesk::note_refusal(const JobReport& report) {
  Refusal refusal;
  refusal.at = report.finished_at;
  refusal.studio = report.studio;
  refusal.queue = queue_kind_name(report.queue);
  refusal.job = report.name;
  refusal.id = report.id;
  refusal.error = report.error->to_json();
  refusals_.push_front(std::move(refusal));
  if (refusals_.size() > kRefusals) refusals_.pop_back();
}

void JobDesk::forget_old() {
  const Time oldest = clock_.now() - kKeepMs;
  while (!ended_.empty() && (ended_.front().first < oldest || ended_.size() > kKeepCount)) {
    const auto found = entries_.find(ended_.front().second);
    if (found != entries_.end()) {
      if (const auto key = keys_.find(full_key(found->second.card));
          key != keys_.end() && key->second == found->first) {
        keys_.erase(key);
      }
      entries_.erase(found);
    }
    ended_.pop_front();
  }
}

JobLookup JobDesk::lookup(const JobId& id) {
  {
    const MutexLock lock(mutex_);
    if (const auto found = entries_.find(id); found != entries_.end()) {
      return {found->second.state, found->second.report};
    }
  }
  JobReport report;
  report.id = id;
  const std::string_view process = process_of(id);
  if (!process.empty() && process != process_) {
    report.error = UserError(UserErrorKey::JobOwnerLost, {}, 503);
    report.finished_at = clock_.now();
    return {JobState::finished, std::move(report)};
  }
  const std::optional<JobCompletion> completion = store_.completion(id);
  if (!completion) return {};
  report.result = completion->result;
  report.error = UserError::from_json(completion->error);
  report.finished_at = completion->finished_at;
  return {JobState::finished, std::move(report)};
}

std::vector<Refusal> JobDesk::refusals() const {
  const MutexLock lock(mutex_);
  return {refusals_.begin(), refusals_.end()};
}

}  // namespace takt::conductor
