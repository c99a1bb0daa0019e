#include "conductor/event_loop.h"

#include <ctime>

#include "base/log.h"
#include "base/user_error.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;
using worker::steady_point;

namespace {

double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

void EventLoop::at(double time_ms, const char* what, Handler handler) {
  {
    const MutexLock lock(mutex_);
    const auto place = entries_.emplace(time_ms, Entry{what, std::move(handler)});
    // The thread sleeps until the earliest; a later one is no reason to wake it.
    if (place != entries_.begin()) return;
  }
  changed_.notify_one();
}

void EventLoop::run() {
  MutexLock lock(mutex_);
  while (!stopped_) {
    if (entries_.empty()) {
      changed_.wait(mutex_);
    } else if (entries_.begin()->first > steady_ms()) {
      changed_.wait_until(mutex_, steady_point(entries_.begin()->first));
    } else {
      const Entry entry = std::move(entries_.extract(entries_.begin()).mapped());
      lock.unlock();
      call(entry);
      lock.lock();
    }
  }
}

void EventLoop::call(const Entry& entry) {
  const double start = steady_ms();
  const double cpu_start = thread_cpu_ms();
  try {
    entry.handler();
  } catch (...) {
    log::error("{}: {}", entry.what, to_user_error(std::current_exception()).raw_message());
  }
  const double took = steady_ms() - start;
  const double cpu = thread_cpu_ms() - cpu_start;
  if (took > kSlowHandlerMs)
    log::warning("{} kept the main thread for {:.1f} ms", entry.what, took);
  const MutexLock lock(mutex_);
  longest_.cpu_ms = std::max(longest_.cpu_ms, cpu);
  if (took > longest_.ms) {
    longest_.what = entry.what;
    longest_.ms = took;
  }
}

void EventLoop::stop() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
}

EventLoop::Longest EventLoop::longest_handler() const {
  const MutexLock lock(mutex_);
  return longest_;
}

}  // namespace takt::conductor
