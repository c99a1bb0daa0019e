#pragma once

// One small thread per process that interrupts scripts past their time. An engine has a Client and
// stores its deadline there; no lock is taken for a call unless its deadline is the earliest.

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace takt::script {

class Watchdog {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  /// Steady clock, nanoseconds.
  static int64_t now();

  struct Client {
    std::atomic<int64_t> deadline{kNever};
    /// Called on the watchdog's thread, again and again while the deadline is past.
    void (*fire)(void*) = nullptr;
    void* data = nullptr;
  };

  /// The process's one, as long as anybody holds it.
  static std::shared_ptr<Watchdog> shared();

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void add(Client& client);
  /// After this, the client isn't called any more.
  void remove(Client& client);
  /// Client's thread. kNever: nothing to watch.
  void set_deadline(Client& client, int64_t deadline);

 private:
  void run();

  Mutex mutex_;
  Condition wake_;
  std::vector<Client*> clients_ TAKT_GUARDED_BY(mutex_);
  bool stop_ TAKT_GUARDED_BY(mutex_) = false;
  std::atomic<int64_t> next_wake_{kNever};
  std::thread thread_;
};

}  // namespace takt::script
