#pragma once

// A write that is to be on disk ends with a flush, and the kernel sends that from a thread of its
// own on the processor where the writer waits. An ordinary thread that was just chosen there goes on
// until the next tick (4 ms at 250 Hz) before the kernel's gets its turn, whatever the writer's
// priority. So while a write takes twice as long as usual (and half a millisecond at least), a
// thread of the playout threads' priority runs for a moment on every processor: behind it the
// scheduler chooses anew. Six times for a write at most, on at most 16 processors. Where no thread
// may be in the real-time class it may wait for the tick itself, and helps little.

#include <atomic>
#include <chrono>
#include <thread>

namespace takt::sqlite {

class WriteNudge {
 public:
  WriteNudge();
  ~WriteNudge();
  WriteNudge(const WriteNudge&) = delete;
  WriteNudge& operator=(const WriteNudge&) = delete;

  /// A write is under way while it lives. One at a time.
  class Watch {
   public:
    explicit Watch(WriteNudge& nudge);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    WriteNudge& nudge_;
    const std::chrono::steady_clock::time_point began_;
  };

  /// How often it ran.
  uint64_t nudges() const { return nudges_; }

 private:
  void loop();
  /// Zero: never. Less than a second.
  void set_alarm(std::chrono::nanoseconds first, std::chrono::nanoseconds every) const;

  std::chrono::nanoseconds usual_{0};  // how long a write takes; the writer's
  const int timer_;  // -1: the system has none, and nothing is done
  std::atomic<bool> must_stop_ = false;
  std::atomic<int> left_ = 0;  // for the write under way
  std::atomic<uint64_t> nudges_ = 0;
  std::thread thread_;
};

}  // namespace takt::sqlite
