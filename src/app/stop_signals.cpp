#include "app/stop_signals.h"

#include <pthread.h>

#include <cstdlib>

#include "base/log.h"

namespace takt::app {

StopSignals::StopSignals() {
  sigemptyset(&set_);
  for (const int number : {SIGTERM, SIGINT, kQuit}) sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { run(); });
}

StopSignals::~StopSignals() {
  pthread_kill(thread_.native_handle(), kQuit);
  thread_.join();
}

void StopSignals::run() {
  pthread_setname_np(pthread_self(), "signals");
  for (int number = 0; sigwait(&set_, &number) == 0 && number != kQuit;) {
    const MutexLock lock(mutex_);
    if (stopped_) std::_Exit(128 + number);
    stopped_ = true;
    log::info("stopping (again to stop at once)");
    if (stop_) stop_();
  }
}

void StopSignals::on_stop(std::function<void()> stop) {
  const MutexLock lock(mutex_);
  stop_ = std::move(stop);
  if (stopped_ && stop_) stop_();
}

bool StopSignals::stopped() const {
  const MutexLock lock(mutex_);
  return stopped_;
}

}  // namespace takt::app
