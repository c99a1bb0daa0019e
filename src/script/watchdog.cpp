#include "script/watchdog.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "base/mutex.h"

namespace takt::script {

namespace {

// A script that an interrupt reached between two checks gets the next one this much later.
constexpr int64_t kRepeatNs = 20'000'000;

}  // namespace

int64_t Watchdog::now() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

std::shared_ptr<Watchdog> Watchdog::shared() {
  static Mutex mutex;
  static std::weak_ptr<Watchdog> current;
  const MutexLock lock(mutex);
  std::shared_ptr<Watchdog> watchdog = current.lock();
  if (!watchdog) {
    watchdog = std::make_shared<Watchdog>();
    current = watchdog;
  }
  return watchdog;
}

Watchdog::Watchdog() : thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "script-watch");
}

Watchdog::~Watchdog() {
  {
    const MutexLock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::add(Client& client) {
  const MutexLock lock(mutex_);
  clients_.push_back(&client);
}

void Watchdog::remove(Client& client) {
  const MutexLock lock(mutex_);
  std::erase(clients_, &client);
}

void Watchdog::set_deadline(Client& client, int64_t deadline) {
  client.deadline.store(deadline);
  if (deadline >= next_wake_.load()) return;
  const MutexLock lock(mutex_);
  wake_.notify_one();
}

void Watchdog::run() {
  MutexLock lock(mutex_);
  while (!stop_) {
    const auto earliest = [this]() TAKT_REQUIRES(mutex_) {
      int64_t first = kNever;
      for (const Client* client : clients_) first = std::min(first, client->deadline.load());
      return first;
    };
    // A deadline set while next_wake_ still held the old value is seen by the second look; one set
    // later compares itself with what the first look stored, so the wait isn't longer than that.
    int64_t first = earliest();
    next_wake_.store(first);
    first = std::min(first, earliest());
    next_wake_.store(first);
    const int64_t time = now();
    if (first == kNever) {
      wake_.wait(mutex_);
      continue;
    }
    if (first > time) {
      wake_.wait_for(mutex_, std::chrono::nanoseconds(first - time));
      continue;
    }
    for (Client* client : clients_) {
      if (client->deadline.load() <= time) client->fire(client->data);
    }
    wake_.wait_for(mutex_, std::chrono::nanoseconds(kRepeatNs));
  }
}

}  // namespace takt::script
