#pragma once

// One request's answer on its way to the connection: the state that Responder handles share.
// Guarded by its own mutex; `deliver` and the disconnect callback are called outside it.

#include <functional>
#include <mutex>

#include "net/http.h"

namespace takt::net {

class Responder::Exchange {
 public:
  using Deliver = std::function<void(Response)>;
  explicit Exchange(Deliver deliver) : deliver_(std::move(deliver)) {}
  /// Nobody is left who could answer: a defect of the handler.
  ~Exchange();

  bool send(Response response);
  bool disconnected() const;
  void on_disconnect(std::function<void()> callback);
  /// From the connection: the client has closed its side.
  void client_gone();

 private:
  mutable std::mutex mutex_;
  Deliver deliver_;                // empty once answered; guarded by mutex_
  std::function<void()> on_gone_;  // guarded by mutex_
  bool gone_ = false;              // guarded by mutex_
};

}  // namespace takt::net
