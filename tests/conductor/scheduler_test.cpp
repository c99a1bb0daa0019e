// Queue and lock table under a seeded scheduler with a clock of its own: thousands of interleavings
// of pushes, starts, lock requests, releases, time-outs, parked jobs and failures. What must hold
// is kept in books beside the parts under test. TAKT_SEED=n runs one seed.
#include <gtest/gtest.h>

#include <random>

#include "conductor/job_queue.h"
#include "conductor/lock_table.h"

namespace takt::conductor {
namespace {

using worker::LockKey;
using worker::LockKind;

constexpr int kPlayout = 0;
constexpr int kThreads = 5;  // playout, three ingest lanes, events
constexpr double kIngestWaitMs = 300;
constexpr double kOperatorWaitMs = 50;

size_t queue_of(int thread) {
  return thread == kPlayout ? 0 : thread == kThreads - 1 ? 2 : 1;
}

/// What a job does: locks in the permitted order, with work in between.
struct Script {
  std::vector<LockKey> locks;
  int fails_first = 0;  // tries that the store refuses
};

struct Thread {
  std::optional<QueueEntry> job;
  size_t next_lock = 0;
  std::vector<LockKey> held;
  std::optional<LockKey> waits_for;
  double wait_until = 0;
};

class World {
 public:
  explicit World(uint64_t seed) : seed_(seed), random_(seed) {
    for (int i = 0; i < 3; ++i) {
      queues_.push_back(std::make_unique<JobQueue>(JobQueue::Limits{20, 40}));
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) step(true);
    // No more pushes: everything ends, or something is stuck.
    for (int i = 0; i < 20'000 && !is_quiet(); ++i) step(false);
    ASSERT_TRUE(is_quiet()) << "stuck, seed " << seed_;
    ASSERT_TRUE(table_.held().empty()) << "a lock is left, seed " << seed_;
    ASSERT_EQ(ended_.size(), scripts_.size()) << "a job was lost, seed " << seed_;
  }

 private:
  int draw(int below) { return static_cast<int>(random_() % static_cast<uint64_t>(below)); }

  bool is_quiet() const {
    return std::all_of(queues_.begin(), queues_.end(),
                       [](const auto& queue) { return queue->size() == 0; }) &&
           std::none_of(threads_.begin(), threads_.end(),
                        [](const Thread& thread) { return thread.job.has_value(); });
  }

  void step(bool pushing) {
    const int action = draw(pushing ? 12 : 10);
    if (action >= 10) return push();
    if (action == 0) return pass_time();
    advance(draw(kThreads));
  }

  void push() {
    const int thread = draw(kThreads);
    QueueEntry entry;
    entry.id = JobId("j" + std::to_string(++count_));
    entry.durable = thread != kPlayout || draw(3) == 0;
    entry.priority = draw(4) == 0 ? 1 : 0;
    if (!entry.durable) entry.deadline_ms = now_ + 20 + draw(200);
    Script script;
    const LockKey rundown{LockKind::rundown, std::string(1, static_cast<char>('a' + draw(3)))};
    const LockKey playlist{LockKind::playlist, std::string(1, static_cast<char>('p' + draw(2)))};
    if (queue_of(thread) == 1) {
      entry.partition = "rundown:" + rundown.id;
      script.locks = {rundown, playlist};
    } else if (thread == kPlayout && draw(4) == 0) {
      script.locks = {rundown, playlist};
    } else {
      script.locks = {playlist};
    }
    if (entry.durable && draw(6) == 0) script.fails_first = 1 + draw(2);
    const JobId id = entry.id;
    const std::string partition = entry.partition;
    const int priority = entry.priority;
    if (queues_[queue_of(thread)]->push(std::move(entry), now_, false) != JobQueue::Push::queued) {
      return;
    }
    scripts_[id] = std::move(script);
    if (!partition.empty()) order_[partition][priority].push_back(id);
  }

  void pass_time() {
    now_ += 1 + draw(60);
    for (auto& queue : queues_) {
      for (const QueueEntry& entry : queue->take_expired(now_)) {
        ASSERT_FALSE(entry.durable) << seed_;
        forget_parked(entry.id);
        end(entry);
      }
    }
    for (int i = 0; i < kThreads; ++i) {
      Thread& thread = threads_[static_cast<size_t>(i)];
      if (!thread.waits_for || now_ < thread.wait_until) continue;
      ASSERT_TRUE(table_.withdraw(*thread.waits_for, i)) << seed_;
      waiting_[*thread.waits_for].erase(i);
      thread.waits_for.reset();
      finish(i);
    }
  }

  void advance(int number) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    if (!thread.job) return start(number);
    if (thread.waits_for) return;
    const Script& script = scripts_.at(thread.job->id);
    if (thread.next_lock < script.locks.size()) return lock(number, script.locks[thread.next_lock]);
    finish(number);
  }

  void start(int number) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    auto popped = queues_[queue_of(number)]->pop(
        now_, [](const std::string& partition) { return partition == "rundown:a"; });
    if (!popped.entry) return;
    const QueueEntry& entry = *popped.entry;
    ASSERT_FALSE(ended_.contains(entry.id)) << entry.id.str() << " runs again, seed " << seed_;
    if (entry.deadline_ms) {
      ASSERT_LE(now_, *entry.deadline_ms) << entry.id.str() << " fires late, seed " << seed_;
    }
    if (!entry.partition.empty()) {
      ASSERT_TRUE(busy_.insert(entry.partition).second) << "two at once, seed " << seed_;
      auto& line = order_[entry.partition][entry.priority];
      ASSERT_EQ(line.front(), entry.id) << "out of order, seed " << seed_;
    }
    thread.job = std::move(popped.entry);
    thread.next_lock = 0;
  }

  void lock(int number, const LockKey& key) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    const JobId& id = thread.job->id;
    if (const auto parked = parked_.find(id); parked != parked_.end()) {
      ASSERT_EQ(parked->second.second, key) << seed_;
      table_.transfer(key, parked->second.first, number);
      holders_[key] = number;
      parked_owners_.erase(parked->second.first);
      parked_.erase(parked);
      return hold(number, key);
    }
    const bool may_park = number == kPlayout && key.kind == LockKind::rundown;
    if (may_park && !table_.is_free(key)) return park(number, key);
    const bool is_playout = number == kPlayout;
    const bool granted =
        table_.request(key, number, is_playout ? LockClass::playout : LockClass::other);
    ASSERT_EQ(granted, !holders_.contains(key)) << seed_;
    if (granted) {
      holders_[key] = number;
      return hold(number, key);
    }
    thread.waits_for = key;
    double patience = is_playout ? kOperatorWaitMs : kIngestWaitMs;
    if (thread.job->deadline_ms) patience = std::min(patience, *thread.job->deadline_ms - now_);
    thread.wait_until = now_ + patience;
    waiting_[key][number] = {++arrivals_, is_playout, 0};
  }

  void hold(int number, const LockKey& key) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    for (const LockKey& held : thread.held) ASSERT_LT(held, key) << "wrong order, seed " << seed_;
    thread.held.push_back(key);
    ++thread.next_lock;
  }

  void park(int number, const LockKey& key) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    const LockOwner owner = -(++parks_);
    ASSERT_FALSE(table_.request(key, owner, LockClass::playout)) << seed_;
    waiting_[key][owner] = {++arrivals_, true, 0};
    parked_[thread.job->id] = {owner, key};
    parked_owners_[owner] = thread.job->id;
    QueueEntry entry = std::move(*thread.job);
    thread.job.reset();
    const double until =
        entry.deadline_ms ? std::min(*entry.deadline_ms, now_ + kOperatorWaitMs) : 1e18;
    queues_[0]->park(std::move(entry), now_, until);
  }

  /// The job is gone: its wait is withdrawn, its grant given back.
  void forget_parked(const JobId& id) {
    const auto found = parked_.find(id);
    if (found == parked_.end()) return;
    const auto [owner, key] = found->second;
    parked_.erase(found);
    parked_owners_.erase(owner);
    if (table_.holds(key, owner)) {
      release(key, owner);
    } else {
      ASSERT_TRUE(table_.withdraw(key, owner)) << seed_;
      waiting_[key].erase(owner);
    }
  }

  void finish(int number) {
    Thread& thread = threads_[static_cast<size_t>(number)];
    while (!thread.held.empty()) {
      const LockKey key = thread.held.back();
      thread.held.pop_back();
      release(key, number);
    }
    QueueEntry entry = std::move(*thread.job);
    thread.job.reset();
    busy_.erase(entry.partition);
    Script& script = scripts_.at(entry.id);
    JobQueue& queue = *queues_[queue_of(number)];
    if (entry.durable && script.fails_first > 0) {
      --script.fails_first;
      queue.retry(std::move(entry), now_ + 10);
      return;
    }
    queue.done(entry);
    end(entry);
  }

  void end(const QueueEntry& entry) {
    ASSERT_TRUE(ended_.insert(entry.id).second) << entry.id.str() << " ends twice, seed " << seed_;
    if (entry.partition.empty()) return;
    std::erase(order_[entry.partition][entry.priority], entry.id);
  }

  void release(const LockKey& key, LockOwner owner) {
    ASSERT_EQ(holders_.at(key), owner) << seed_;
    const auto next = table_.release(key, owner);
    auto& waiters = waiting_[key];
    ASSERT_EQ(next.has_value(), !waiters.empty()) << "lost wake-up, seed " << seed_;
    holders_.erase(key);
    if (!next) return;
    ASSERT_TRUE(waiters.contains(*next)) << "granted to one that gave up, seed " << seed_;
    const Waiter granted = waiters.at(*next);
    waiters.erase(*next);
    for (auto& [other, waiter] : waiters) {
      if (waiter.arrival > granted.arrival) continue;
      ASSERT_FALSE(waiter.is_playout == granted.is_playout) << "not in turn, seed " << seed_;
      ASSERT_FALSE(waiter.is_playout) << "playout behind the newsroom, seed " << seed_;
      ASSERT_LE(++waiter.overtaken, LockTable::kMaxOvertakes) << "starves, seed " << seed_;
    }
    holders_[key] = *next;
    if (*next >= 0) {
      Thread& thread = threads_[static_cast<size_t>(*next)];
      thread.waits_for.reset();
      return hold(*next, key);
    }
    queues_[0]->unpark(parked_owners_.at(*next), now_);
  }

  struct Waiter {
    uint64_t arrival = 0;
    bool is_playout = false;
    int overtaken = 0;
  };

  const uint64_t seed_;
  std::mt19937_64 random_;
  double now_ = 0;
  std::vector<std::unique_ptr<JobQueue>> queues_;
  LockTable table_;
  std::array<Thread, kThreads> threads_;
  // The books:
  std::map<JobId, Script> scripts_;
  std::set<JobId> ended_;
  std::map<std::string, std::map<int, std::vector<JobId>>> order_;
  std::set<std::string> busy_;
  std::map<LockKey, LockOwner> holders_;
  std::map<LockKey, std::map<LockOwner, Waiter>> waiting_;
  std::map<JobId, std::pair<LockOwner, LockKey>> parked_;
  std::map<LockOwner, JobId> parked_owners_;
  int count_ = 0;
  int parks_ = 0;
  uint64_t arrivals_ = 0;
};

TEST(Scheduler, NoInterleavingBreaksQueueOrLocks) {
  if (const char* seed = std::getenv("TAKT_SEED")) return World(std::stoull(seed)).run(400);
  for (uint64_t seed = 1; seed <= 3000 && !HasFatalFailure(); ++seed) World(seed).run(400);
}

}  // namespace
}  // namespace takt::conductor
