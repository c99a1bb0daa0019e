#pragma once

// Which studios run here, and how that changes (DESIGN section 6): they follow the store's studio
// documents, or a given list. A studio that fails to start, or loses its store, is tried again with
// growing pauses; the others don't notice. Main thread, but for find(), note() and fill_status().

#include "base/mutex.h"
#include "conductor/studio.h"

namespace takt::conductor {

class Studios {
 public:
  static constexpr double kFirstRetryMs = 1000;
  static constexpr double kLastRetryMs = 30'000;

  struct Observer {
    /// After close_all(), when no thread is left.
    std::function<void()> on_all_ended;
    /// A studio ended because the store takes no more commits.
    std::function<void()> on_store_lost;
  };

  Studios(const Services& services, Observer observer)
      : services_(services), observer_(std::move(observer)) {}
  ~Studios();

  /// Starts studios that came and closes those that went.
  void sync();
  /// Settings were written: studios that came or went, and failed ones tried again.
  void settings_changed();
  void close_all();

  // Any thread:
  /// Every thread takes over the settings before its next job. Called before a settings write is
  /// acknowledged, so that a job pushed after that sees it.
  void refresh_threads();
  struct Found {
    bool known = false;
    /// Null when it can't take jobs now, for `reason`.
    std::shared_ptr<StudioRuntime> runtime;
    std::string reason;
  };
  Found find(const StudioId& id) const;
  /// Those that have threads now.
  std::vector<std::shared_ptr<StudioRuntime>> runtimes() const;
  void note(const StudioId& id, const std::vector<DocumentChange>& changes);
  void fill_status(StatusSnapshot& status, Detail detail) const;

 private:
  enum class State : uint8_t { starting, running, failed, closing };
  struct Slot {
    State state = State::starting;
    std::string reason;
    std::shared_ptr<StudioRuntime> runtime;
    bool wanted = true;
    int failures = 0;
    double retry_at_ms = 0;
    /// When failed: the threads that it had.
    std::vector<ThreadStatus> threads;
  };

  std::set<StudioId> wanted() const;
  void start_soon(const StudioId& id);
  void start(const StudioId& id);
  void close(const StudioId& id);
  void ready(const StudioId& id);
  void ended(const StudioId& id, const std::string& failure);
  static std::vector<ThreadStatus> ended_threads(const StudioRuntime& runtime);
  void try_again(const StudioId& id);
  void check_all_ended();

  const Services services_;
  const Observer observer_;
  bool closing_all_ = false;         // main thread
  std::atomic<bool> looked_{false};  // the store's studios are known
  mutable SharedMutex mutex_;
  // Written by the main thread with mutex_ held, and read by it without:
  std::map<StudioId, Slot> slots_;
  /// Ended ones that another thread may still look at; dropped on the main thread.
  std::vector<std::shared_ptr<StudioRuntime>> retired_;
};

}  // namespace takt::conductor
