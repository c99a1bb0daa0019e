#include "net/event_stream.h"

#include <utility>

namespace takt::net {

bool EventStream::write(std::string_view text) {
  std::function<void()> wake;
  bool is_taken = false;
  {
    const MutexLock lock(mutex_);
    if (closed_ || ended_) return false;
    is_taken = text_.size() + text.size() <= kMostWaitingBytes;
    if (is_taken) {
      text_ += text;
    } else {
      closed_ = true;
    }
    wake = wake_;
  }
  if (wake) wake();
  return is_taken;
}

void EventStream::end() {
  std::function<void()> wake;
  {
    const MutexLock lock(mutex_);
    ended_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

bool EventStream::closed() const {
  const MutexLock lock(mutex_);
  return closed_;
}

EventStream::Waiting EventStream::take() {
  const MutexLock lock(mutex_);
  return {std::exchange(text_, {}), ended_};
}

void EventStream::attach(std::function<void()> wake) {
  {
    const MutexLock lock(mutex_);
    wake_ = wake;
  }
  wake();
}

void EventStream::close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  wake_ = nullptr;
}

}  // namespace takt::net
