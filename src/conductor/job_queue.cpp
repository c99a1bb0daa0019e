#include "conductor/job_queue.h"

#include <limits>

namespace takt::conductor {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
/// A debounced job waits at most this many times its own debounce.
constexpr double kMaxDebounces = 5;

}  // namespace

bool JobQueue::full(bool durable) const {
  return durable ? places_.size() - interactive_ >= limits_.durable
                 : interactive_ >= limits_.interactive;
}

JobQueue::Push JobQueue::push(QueueEntry entry, double now_ms, bool forced) {
  if (places_.contains(entry.id) || running_.contains(entry.id)) return Push::already_there;
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
  if (entry.deadline_ms) deadlines_.emplace(*entry.deadline_ms, entry.id);
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
  if (entry.deadline_ms) deadlines_.erase({*entry.deadline_ms, entry.id});
  if (!entry.durable) --interactive_;
  return entry;
}

JobQueue::Popped JobQueue::pop(double now_ms, const Preferred& preferred) {
  Popped popped;
  popped.next_ms = kNever;
  Partition* best = nullptr;
  Waiting best_place;
  bool best_preferred = false;
  for (auto& [name, partition] : partitions_) {
    if (partition.busy) continue;
    for (auto place = partition.waiting.begin(); place != partition.waiting.end(); ++place) {
      const QueueEntry& entry = place->second;
      if (entry.deadline_ms && *entry.deadline_ms < now_ms) continue;
      if (entry.not_before_ms > now_ms) {
        popped.next_ms = std::min(popped.next_ms, entry.not_before_ms);
        if (entry.attempts > 0 && !name.empty()) break;
        continue;
      }
      const bool is_preferred = preferred(name);
      if (best == nullptr || (is_preferred && !best_preferred) ||
          (is_preferred == best_preferred && place->first < best_place->first)) {
        best = &partition;
        best_place = place;
        best_preferred = is_preferred;
      }
      break;
    }
  }
  if (best == nullptr) return popped;
  best->busy = true;
  popped.entry = take(*best, best_place);
  running_.insert(popped.entry->id);
  return popped;
}

void JobQueue::done(const QueueEntry& entry) {
  running_.erase(entry.id);
  const auto partition = partitions_.find(entry.partition);
  if (partition == partitions_.end()) return;
  partition->second.busy = false;
  if (partition->second.waiting.empty()) partitions_.erase(partition);
}

void JobQueue::retry(QueueEntry entry, double not_before_ms) {
  done(entry);
  entry.not_before_ms = not_before_ms;
  ++entry.attempts;
  // Ahead of what came later, whatever its priority: the partition's order is kept.
  insert(std::move(entry), {-1, ++last_sequence_});
}

std::vector<QueueEntry> JobQueue::take_expired(double now_ms) {
  std::vector<QueueEntry> expired;
  while (!deadlines_.empty() && deadlines_.begin()->first < now_ms) {
    const Place place = places_.at(deadlines_.begin()->second);
    Partition& partition = partitions_.at(place.partition);
    expired.push_back(take(partition, partition.waiting.find(place.order)));
    drop_if_idle(place.partition);
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
  std::erase_if(partitions_, [](const auto& item) { return !item.second.busy; });
  for (auto& [sequence, entry] : in_order) all.push_back(std::move(entry));
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
