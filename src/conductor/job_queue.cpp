#include "conductor/job_queue.h"

#include <limits>

namespace takt::conductor {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
/// Ahead of everything that waits.
constexpr int kHead = -1;
/// A debounced job waits at most this many times its own debounce.
constexpr double kMaxDebounces = 5;

/// Appends the newcomer's array to that of the waiting job, if jobs of their kind do so. False when
/// it doesn't fit.
bool append(QueueEntry& there, const QueueEntry& newcomer) {
  if (there.appends.empty()) return true;
  Json* target =
      there.payload.is_object() ? there.payload.get_object().if_contains(there.appends) : nullptr;
  const Json* more = member(newcomer.payload, there.appends);
  if (!target || !target->is_array() || !more || !more->is_array()) return false;
  JsonArray& into = target->get_array();
  const JsonArray& from = more->get_array();
  if (into.size() + from.size() > JobQueue::kMaxAppended) return false;
  into.insert(into.end(), from.begin(), from.end());
  return true;
}

}  // namespace

QueuedJobInfo info_of(const QueueEntry& entry, std::string state, double now_ms) {
  QueuedJobInfo info;
  info.id = entry.id;
  info.name = entry.name;
  info.state = std::move(state);
  info.partition = entry.partition;
  info.durable = entry.durable;
  info.priority = entry.priority;
  info.queued_at = entry.queued_at;
  info.waited_ms = now_ms - entry.pushed_ms;
  info.attempts = entry.attempts + entry.failures;
  info.merged = entry.merged.size();
  return info;
}

bool JobQueue::full(bool durable) const {
  return durable ? size() - interactive_ >= limits_.durable : interactive_ >= limits_.interactive;
}

JobQueue::Push JobQueue::push(QueueEntry entry, double now_ms, bool forced) {
  if (waits(entry.id) || runs(entry.id)) return Push::already_there;
  if (entry.pushed_ms == 0) entry.pushed_ms = now_ms;
  if (merge(entry)) return Push::merged;
  if (!forced && full(entry.durable)) return Push::full;
  const Order order{entry.priority, ++last_sequence_};
  insert(std::move(entry), order);
  return Push::queued;
}

/// Lets a waiting equal job run for this one too, later or sooner as the newer one has it.
bool JobQueue::merge(QueueEntry& entry) {
  if (entry.merge_key.empty()) return false;
  const auto found = merge_keys_.find(entry.merge_key);
  if (found == merge_keys_.end()) return false;
  const Place place = places_.at(found->second);
  Partition& partition = partitions_.at(place.partition);
  const auto waiting = partition.waiting.find(place.order);
  QueueEntry& there = waiting->second;
  if (!append(there, entry)) return false;
  const double debounce = std::max(0.0, entry.not_before_ms - entry.pushed_ms);
  there.merged.push_back(entry.id);
  there.merged.insert(there.merged.end(), entry.merged.begin(), entry.merged.end());
  there.not_before_ms =
      std::max(there.not_before_ms,
               std::min(entry.not_before_ms, there.pushed_ms + kMaxDebounces * debounce));
  if (entry.priority < there.priority) {
    // Somebody wants it at normal priority now: it goes to the end of those.
    QueueEntry moved = take(partition, waiting);
    moved.priority = entry.priority;
    insert(std::move(moved), {entry.priority, ++last_sequence_});
  }
  return true;
}

void JobQueue::insert(QueueEntry entry, Order order) {
  places_[entry.id] = {entry.partition, order};
  if (!entry.merge_key.empty()) merge_keys_[entry.merge_key] = entry.id;
  if (const auto due = entry.due_ms()) deadlines_.emplace(*due, entry.id);
  if (!entry.durable) ++interactive_;
  partitions_[entry.partition].waiting.emplace(order, std::move(entry));
}

QueueEntry JobQueue::take(Partition& partition, Waiting place) {
  QueueEntry entry = std::move(place->second);
  partition.waiting.erase(place);
  places_.erase(entry.id);
  if (const auto key = merge_keys_.find(entry.merge_key);
      key != merge_keys_.end() && key->second == entry.id) {
    merge_keys_.erase(key);
  }
  if (const auto due = entry.due_ms()) deadlines_.erase({*due, entry.id});
  if (!entry.durable) --interactive_;
  return entry;
}

JobQueue::Waiting JobQueue::ready(const std::string& name, Partition& partition, double now_ms,
                                  double& next_ms) {
  const Waiting end = partition.waiting.end();
  if (partition.busy) return end;
  for (auto place = partition.waiting.begin(); place != end; ++place) {
    const QueueEntry& entry = place->second;
    if (entry.deadline_ms && *entry.deadline_ms < now_ms) continue;
    if (entry.not_before_ms <= now_ms) return place;
    next_ms = std::min(next_ms, entry.not_before_ms);
    if (entry.failures > 0 && !name.empty()) return end;
  }
  return end;
}

JobQueue::Popped JobQueue::pop(double now_ms, const Preferred& preferred) {
  struct Candidate {
    Partition* partition = nullptr;
    Waiting place;
  };
  Popped popped;
  popped.next_ms = kNever;
  Candidate oldest, oldest_preferred;
  const auto offer = [](Candidate& best, Partition& partition, Waiting place) {
    if (best.partition == nullptr || place->first < best.place->first) best = {&partition, place};
  };
  for (auto& [name, partition] : partitions_) {
    const Waiting place = ready(name, partition, now_ms, popped.next_ms);
    if (place == partition.waiting.end()) continue;
    offer(oldest, partition, place);
    if (preferred(name)) offer(oldest_preferred, partition, place);
  }
  if (oldest.partition == nullptr) return popped;
  const bool overtakes =
      oldest_preferred.partition != nullptr && oldest_preferred.partition != oldest.partition;
  const bool in_turn = !overtakes || passed_over_ >= kMaxPreferred;
  passed_over_ = in_turn ? 0 : passed_over_ + 1;
  const Candidate& best = in_turn ? oldest : oldest_preferred;
  best.partition->busy = true;
  popped.entry = take(*best.partition, best.place);
  running_[popped.entry->id] = info_of(*popped.entry, "running", now_ms);
  return popped;
}

void JobQueue::done(const QueueEntry& entry) {
  running_.erase(entry.id);
  unparked_early_.erase(entry.id);
  const auto partition = partitions_.find(entry.partition);
  if (partition == partitions_.end()) return;
  partition->second.busy = false;
  if (partition->second.waiting.empty()) partitions_.erase(partition);
}

void JobQueue::retry(QueueEntry entry, double not_before_ms) {
  done(entry);
  entry.not_before_ms = not_before_ms;
  ++entry.failures;
  // Ahead of what came later, whatever its priority: the partition's order is kept.
  insert(std::move(entry), {kHead, ++last_sequence_});
}

bool JobQueue::park(QueueEntry entry, double now_ms, double until_ms) {
  const bool is_early = unparked_early_.contains(entry.id);
  done(entry);
  if (is_early) {
    insert(std::move(entry), {kHead, ++last_sequence_});
    return false;
  }
  entry.parked_since_ms = now_ms;
  entry.parked_until_ms = until_ms;
  if (const auto due = entry.due_ms()) deadlines_.emplace(*due, entry.id);
  if (!entry.durable) ++interactive_;
  parked_.emplace(entry.id, std::move(entry));
  return true;
}

void JobQueue::unpark(const JobId& id, double now_ms) {
  if (!parked_.contains(id)) {
    if (runs(id)) unparked_early_.insert(id);
    return;
  }
  QueueEntry entry = take_parked(id);
  entry.parked_ms += now_ms - entry.parked_since_ms;
  entry.parked_until_ms = 0;
  insert(std::move(entry), {kHead, ++last_sequence_});
}

QueueEntry JobQueue::take_parked(const JobId& id) {
  QueueEntry entry = std::move(parked_.extract(id).mapped());
  if (const auto due = entry.due_ms()) deadlines_.erase({*due, id});
  if (!entry.durable) --interactive_;
  return entry;
}

std::optional<QueueEntry> JobQueue::remove(const JobId& id) {
  if (parked_.contains(id)) return take_parked(id);
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  const Place place = found->second;
  Partition& partition = partitions_.at(place.partition);
  QueueEntry entry = take(partition, partition.waiting.find(place.order));
  drop_if_idle(place.partition);
  return entry;
}

bool JobQueue::remove_merged(const JobId& id) {
  for (auto& [name, partition] : partitions_) {
    for (auto& [order, entry] : partition.waiting) {
      // What it appended can't be told apart any more.
      if (entry.appends.empty() && std::erase(entry.merged, id) != 0) return true;
    }
  }
  return false;
}

std::vector<QueueEntry> JobQueue::take_expired(double now_ms) {
  std::vector<QueueEntry> expired;
  while (!deadlines_.empty() && deadlines_.begin()->first < now_ms) {
    expired.push_back(*remove(JobId(deadlines_.begin()->second)));
  }
  return expired;
}

void JobQueue::drop_if_idle(const std::string& name) {
  const auto partition = partitions_.find(name);
  if (partition->second.waiting.empty() && !partition->second.busy) partitions_.erase(partition);
}

double JobQueue::next_deadline_ms() const {
  return deadlines_.empty() ? kNever : deadlines_.begin()->first;
}

std::vector<QueueEntry> JobQueue::take_all() {
  std::vector<QueueEntry> all;
  std::map<uint64_t, QueueEntry> in_order;
  for (auto& [name, partition] : partitions_) {
    while (!partition.waiting.empty()) {
      const uint64_t sequence = partition.waiting.begin()->first.sequence;
      in_order.emplace(sequence, take(partition, partition.waiting.begin()));
    }
  }
  while (!parked_.empty()) {
    QueueEntry entry = take_parked(JobId(parked_.begin()->first));
    in_order.emplace(++last_sequence_, std::move(entry));
  }
  std::erase_if(partitions_, [](const auto& item) { return !item.second.busy; });
  for (auto& [sequence, entry] : in_order) all.push_back(std::move(entry));
  return all;
}

const QueueEntry& JobQueue::waiting_at(const Place& place) const {
  return partitions_.at(place.partition).waiting.at(place.order);
}

std::optional<QueuedJobInfo> JobQueue::info(const JobId& id, double now_ms) const {
  if (const auto found = running_.find(id); found != running_.end()) return found->second;
  if (const auto found = parked_.find(id); found != parked_.end()) {
    return info_of(found->second, "parked", now_ms);
  }
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  const QueueEntry& entry = waiting_at(found->second);
  return info_of(entry, entry.not_before_ms > now_ms ? "delayed" : "waiting", now_ms);
}

Json JobQueue::payload(const JobId& id) const {
  if (const auto found = parked_.find(id); found != parked_.end()) return found->second.payload;
  const auto found = places_.find(id);
  return found == places_.end() ? Json() : waiting_at(found->second).payload;
}

std::vector<QueuedJobInfo> JobQueue::list(double now_ms, size_t limit) const {
  std::vector<QueuedJobInfo> all;
  for (const auto& [id, running] : running_) all.push_back(running);
  for (const auto& [id, entry] : parked_) all.push_back(info_of(entry, "parked", now_ms));
  std::map<Order, const QueueEntry*> in_order;
  for (const auto& [id, place] : places_) in_order.emplace(place.order, &waiting_at(place));
  for (const auto& [order, entry] : in_order) {
    if (all.size() >= limit) break;
    all.push_back(info_of(*entry, entry->not_before_ms > now_ms ? "delayed" : "waiting", now_ms));
  }
  if (all.size() > limit) all.resize(limit);
  return all;
}

size_t JobQueue::low_priority() const {
  size_t count = 0;
  for (const auto& [id, place] : places_) count += place.order.priority > 0;
  return count;
}

size_t JobQueue::delayed(double now_ms) const {
  size_t count = 0;
  for (const auto& [name, partition] : partitions_) {
    for (const auto& [order, entry] : partition.waiting) count += entry.not_before_ms > now_ms;
  }
  return count;
}

}  // namespace takt::conductor
