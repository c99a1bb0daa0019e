#pragma once

// The waiting jobs of one queue of a studio, and who may run next (DESIGN section 4). A plain state
// machine without threads or a clock: every call is given the time (ms, steady clock). Mailbox puts
// it behind a mutex.
//
// Order: lower priority value first, then first come first served. Jobs of one partition run in
// order, one at a time; partitions in parallel, preferred ones (on air) first, but for every
// kMaxPreferred-th time that another one's job came before theirs. A delayed job
// (debounce) lets others pass; a retried one holds back its partition, unless that is the nameless
// one: operators don't wait for it. A parked job (it waits for a lock) lets others pass too.

#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "conductor/queue_entry.h"

namespace takt::conductor {

class JobQueue {
 public:
  /// `closed` comes from Mailbox.
  enum class Push : uint8_t { queued, merged, already_there, full, closed };
  struct Limits {
    size_t interactive = 100;
    size_t durable = 10'000;
  };
  struct Popped {
    std::optional<QueueEntry> entry;
    /// When nothing is ready: when to look again; infinity when only a push can change that.
    double next_ms = 0;
  };
  using Preferred = std::function<bool(const std::string& partition)>;

  static constexpr int kMaxPreferred = 8;
  /// Into the array of one waiting job go no more than this many of later ones.
  static constexpr size_t kMaxAppended = 1000;

  explicit JobQueue(Limits limits) : limits_(limits) {}

  bool full(bool durable) const;
  /// `forced`: beyond the limit too (what is on disk already).
  Push push(QueueEntry entry, double now_ms, bool forced);
  /// The next job to run; its partition is busy until done(). Never one past its deadline.
  Popped pop(double now_ms, const Preferred& preferred);
  void done(const QueueEntry& entry);
  /// Puts a job that could not be committed back to the head of its partition.
  void retry(QueueEntry entry, double not_before_ms);
  /// Puts a running job aside until unpark(), at most until `until_ms` (it expires then). False
  /// when unpark() came first: it waits in the queue again.
  bool park(QueueEntry entry, double now_ms, double until_ms);
  /// To the head of the queue.
  void unpark(const JobId& id, double now_ms);

  /// Takes out a waiting or parked job; nullopt when there is none.
  std::optional<QueueEntry> remove(const JobId& id);
  /// Takes a merged job out of the one that would have run for it. False when there is none.
  bool remove_merged(const JobId& id);
  /// Takes out the jobs whose deadline has passed.
  std::vector<QueueEntry> take_expired(double now_ms);
  /// The earliest deadline of a waiting job; infinity when there is none.
  double next_deadline_ms() const;
  /// Takes out everything that is waiting.
  std::vector<QueueEntry> take_all();

  bool waits(const JobId& id) const { return places_.contains(id) || parked_.contains(id); }
  bool runs(const JobId& id) const { return running_.contains(id); }
  std::optional<QueuedJobInfo> info(const JobId& id, double now_ms) const;
  /// Of a waiting or parked job; null when there is none.
  Json payload(const JobId& id) const;
  /// Running, then parked, then waiting ones, in the order in which they came; at most `limit`.
  std::vector<QueuedJobInfo> list(double now_ms, size_t limit) const;

  size_t size() const { return places_.size() + parked_.size(); }
  size_t parked() const { return parked_.size(); }
  size_t low_priority() const;
  size_t delayed(double now_ms) const;
  const Limits& limits() const { return limits_; }

 private:
  struct Order {
    int priority = 0;
    uint64_t sequence = 0;
    auto operator<=>(const Order&) const = default;
  };
  struct Partition {
    std::map<Order, QueueEntry> waiting;
    bool busy = false;
  };
  struct Place {
    std::string partition;
    Order order;
  };
  using Waiting = std::map<Order, QueueEntry>::iterator;

  void insert(QueueEntry entry, Order order);
  QueueEntry take(Partition& partition, Waiting place);
  /// The first job of a partition that may run now; end() when there is none.
  static Waiting ready(const std::string& name, Partition& partition, double now_ms,
                       double& next_ms);
  QueueEntry take_parked(const JobId& id);
  bool merge(QueueEntry& entry);
  void drop_if_idle(const std::string& name);
  const QueueEntry& waiting_at(const Place& place) const;

  const Limits limits_;
  std::map<std::string, Partition> partitions_;
  std::unordered_map<JobId, Place> places_;
  std::unordered_map<JobId, QueueEntry> parked_;
  std::unordered_map<std::string, JobId> merge_keys_;
  std::set<std::pair<double, JobId>> deadlines_;
  std::map<JobId, QueuedJobInfo> running_;
  /// Running jobs whose unpark() came before their park().
  std::set<JobId> unparked_early_;
  size_t interactive_ = 0;
  /// How often in a row a preferred partition's job was taken before an older one.
  int passed_over_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace takt::conductor
