#pragma once

// The waiting jobs of one queue of a studio, and who may run next (DESIGN section 4). A plain state
// machine without threads or a clock: every call is given the time (ms, steady clock). Mailbox puts
// it behind a mutex.
//
// Order: lower priority value first, then first come first served. Jobs of one partition run in
// order, one at a time; partitions in parallel, preferred ones (on air) first. A delayed job
// (debounce) lets others pass; a retried one holds back its partition, unless that is the nameless
// one: operators don't wait for it.

#include <map>
#include <set>
#include <unordered_map>

#include "worker/job_task.h"

namespace takt::conductor {

struct QueueEntry {
  JobId id;
  std::string name;
  Json payload;
  bool durable = false;
  std::vector<JobId> merged;
  std::string partition;
  /// Equal waiting jobs run once; empty: never merged.
  std::string merge_key;
  /// 0 normal, 1 low.
  int priority = 0;
  /// 0: set by push().
  double pushed_ms = 0;
  double not_before_ms = 0;
  /// Interactive: not to be carried out after this.
  std::optional<double> deadline_ms;
  int attempts = 0;
};

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

  explicit JobQueue(Limits limits) : limits_(limits) {}

  bool full(bool durable) const;
  /// `forced`: beyond the limit too (what is on disk already).
  Push push(QueueEntry entry, double now_ms, bool forced);
  /// The next job to run; its partition is busy until done(). Never one past its deadline.
  Popped pop(double now_ms, const Preferred& preferred);
  void done(const QueueEntry& entry);
  /// Puts a job that could not be committed back to the head of its partition.
  void retry(QueueEntry entry, double not_before_ms);

  /// Takes out the jobs whose deadline has passed.
  std::vector<QueueEntry> take_expired(double now_ms);
  /// The earliest deadline of a waiting job; infinity when there is none.
  double next_deadline_ms() const;
  /// Takes out everything that is waiting.
  std::vector<QueueEntry> take_all();
  bool waits(const JobId& id) const { return places_.contains(id); }

  size_t size() const { return places_.size(); }
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
  bool merge(QueueEntry& entry);
  void drop_if_idle(const std::string& name);

  const Limits limits_;
  std::map<std::string, Partition> partitions_;
  std::unordered_map<JobId, Place> places_;
  std::unordered_map<std::string, JobId> merge_keys_;
  std::set<std::pair<double, JobId>> deadlines_;
  std::set<JobId> running_;
  size_t interactive_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace takt::conductor
