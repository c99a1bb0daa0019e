#pragma once

// An answer that goes on: text is sent to the client as it comes, until either side ends it. Given
// away in a Response; whoever writes keeps a weak pointer, which ends with the connection. Any
// thread; no call blocks.
//
//   auto stream = std::make_shared<EventStream>();
//   std::weak_ptr kept = stream;
//   responder.send({.content_type = "text/event-stream", .stream = std::move(stream)});
//   if (const auto open = kept.lock()) open->write("data: 1\n\n");

#include <functional>
#include <string>

#include "base/mutex.h"

namespace takt::net {

class EventStream {
 public:
  /// What a client that does not read may leave waiting; then it is dropped.
  static constexpr size_t kMostWaitingBytes = 4 * 1024 * 1024;

  /// False when nobody reads it any more.
  bool write(std::string_view text);
  /// What is written goes out, then the answer has ended.
  void end();
  /// Nobody reads it any more: the client went away, or was too slow.
  bool closed() const;

  // For the connection.
  struct Waiting {
    std::string text;
    bool ended = false;
  };
  Waiting take();
  /// Calls `wake` when there is something to take, now or later; on the writer's thread.
  void attach(std::function<void()> wake);
  void close();

 private:
  mutable Mutex mutex_;
  std::string text_ TAKT_GUARDED_BY(mutex_);
  bool ended_ TAKT_GUARDED_BY(mutex_) = false;
  bool closed_ TAKT_GUARDED_BY(mutex_) = false;
  std::function<void()> wake_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::net
