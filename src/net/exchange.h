#pragma once

// One request's answer on its way to the connection: the state that Responder handles share.
// Guarded by its own mutex; `deliver` and the disconnect callback are called outside it.

#include <functional>

#include "base/mutex.h"
#include "net/http.h"

namespace takt::net {

class Responder::Exchange {
 public:
  using Deliver = std::function<void(Response)>;
  using Arm = std::function<void(std::chrono::milliseconds, std::function<void()>)>;
  Exchange(Deliver deliver, Arm arm) : arm_(std::move(arm)), deliver_(std::move(deliver)) {}
  /// Nobody is left who could answer: a defect of the handler.
  ~Exchange();

  bool send(Response response);
  bool disconnected() const;
  void on_disconnect(std::function<void()> callback);
  void on_timeout(std::chrono::milliseconds wait, std::function<void()> callback) {
    arm_(wait, std::move(callback));
  }
  /// From the connection: the client has closed its side.
  void client_gone();

 private:
  const Arm arm_;  // starts the connection's timer
  mutable Mutex mutex_;
  Deliver deliver_ TAKT_GUARDED_BY(mutex_);  // empty once answered
  std::function<void()> on_gone_ TAKT_GUARDED_BY(mutex_);
  bool gone_ TAKT_GUARDED_BY(mutex_) = false;
};

}  // namespace takt::net
