#pragma once

// The conductor's own writes, on a thread of its own so that the main thread never waits for the
// disk: durable jobs to be acknowledged, settings and other documents from the door, status
// documents. In order; what comes in while a commit is under way goes into the next
// one together. Any thread may call.

#include <deque>
#include <functional>
#include <thread>
#include <variant>

#include "base/mutex.h"
#include "store/store.h"

namespace takt::conductor {

class SystemWriter {
 public:
  static constexpr size_t kMaxBacklog = 20'000;

  /// Gets null when it is on disk, else what commit() threw. On the writer's thread.
  using Done = std::function<void(std::exception_ptr)>;

  explicit SystemWriter(Store& store) : store_(store) {}
  ~SystemWriter();

  void start();
  /// Writes what waits, then ends the thread.
  void stop();

  /// False when the backlog is full.
  [[nodiscard]] bool accept(JobRecord record, Done done);
  [[nodiscard]] bool write(Transaction transaction, Done done);
  size_t backlog() const;

 private:
  struct Accept {
    JobRecord record;
    Done done;
  };
  struct Write {
    Transaction transaction;
    Done done;
  };
  using Item = std::variant<Accept, Write>;

  bool put(Item item);
  void run();
  void commit(std::deque<Item> items);
  void commit_accepts(std::vector<Accept> accepts);
  std::exception_ptr try_commit(Transaction transaction);

  Store& store_;
  std::thread thread_;
  mutable Mutex mutex_;
  Condition changed_;
  std::deque<Item> items_ TAKT_GUARDED_BY(mutex_);
  bool stopping_ TAKT_GUARDED_BY(mutex_) = false;
};

}  // namespace takt::conductor
