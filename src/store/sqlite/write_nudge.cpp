#include "store/sqlite/write_nudge.h"

#include <pthread.h>
#include <sched.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/log.h"
#include "base/thread_priority.h"

namespace takt::sqlite {

namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

/// A write that takes twice as long as usual is nudged, and again after.
constexpr nanoseconds kLeast = 500us;
constexpr nanoseconds kMost = 100ms;
constexpr nanoseconds kAgain = 250us;
/// What is usual follows the last so many writes.
constexpr int kRemembered = 16;
/// For one write: on a slow disk it isn't the scheduler that it waits for.
constexpr int kTimes = 6;
/// More are seldom all busy.
constexpr size_t kMaxProcessors = 16;

/// Where a thread goes, in turn: to each processor, and in the end to wherever it may be.
std::vector<cpu_set_t> stations() {
  std::vector<cpu_set_t> out;
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return out;
  for (size_t i = 0; i < CPU_SETSIZE && out.size() < kMaxProcessors; ++i) {
    if (!CPU_ISSET(i, &allowed)) continue;
    CPU_ZERO(&out.emplace_back());
    CPU_SET(i, &out.back());
  }
  out.push_back(allowed);
  return out;
}

}  // namespace

WriteNudge::WriteNudge() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) {
  if (timer_ < 0) return;
  try {
    thread_ = std::thread([this] { loop(); });
  } catch (const std::system_error& error) {
    log::warning("store: no thread for nudging slow writes: {}", error.what());
  }
}

WriteNudge::~WriteNudge() {
  if (thread_.joinable()) {
    must_stop_ = true;
    set_alarm(1ns, 0ns);
    thread_.join();
  }
  if (timer_ >= 0) close(timer_);
}

WriteNudge::Watch::Watch(WriteNudge& nudge)
    : nudge_(nudge), began_(std::chrono::steady_clock::now()) {
  nudge_.left_ = kTimes;
  nudge_.set_alarm(std::clamp(2 * nudge_.usual_, kLeast, kMost), kAgain);
}

WriteNudge::Watch::~Watch() {
  nudge_.set_alarm(0ns, 0ns);
  // One that stalls for seconds doesn't make that usual.
  const nanoseconds took = std::min<nanoseconds>(std::chrono::steady_clock::now() - began_, kMost);
  nudge_.usual_ += (took - nudge_.usual_) / kRemembered;
}

void WriteNudge::set_alarm(nanoseconds first, nanoseconds every) const {
  itimerspec when{};
  when.it_value.tv_nsec = first.count();
  when.it_interval.tv_nsec = every.count();
  if (timer_ >= 0) timerfd_settime(timer_, 0, &when, nullptr);
}

void WriteNudge::loop() {
  pthread_setname_np(pthread_self(), "nudge");
  put_thread_in_front();
  const std::vector<cpu_set_t> all = stations();
  uint64_t rings = 0;
  while (read(timer_, &rings, sizeof rings) > 0 || errno == EINTR) {
    if (must_stop_) return;
    if (left_ <= 0) continue;
    --left_;
    ++nudges_;
    for (const cpu_set_t& one : all) sched_setaffinity(0, sizeof one, &one);
  }
}

}  // namespace takt::sqlite
