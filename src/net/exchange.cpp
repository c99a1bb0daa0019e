#include "net/exchange.h"

#include "base/log.h"

namespace takt::net {

Responder::Exchange::~Exchange() {
  if (!deliver_) return;
  log::error("a request was dropped without an answer");
  deliver_(error_response(UserError(UserErrorKey::InternalError)));
}

bool Responder::Exchange::send(Response response) {
  Deliver deliver;
  bool gone = false;
  std::function<void()> dropped;
  {
    const MutexLock lock(mutex_);
    deliver.swap(deliver_);
    dropped.swap(on_gone_);
    gone = gone_;
  }
  if (!deliver) return false;
  deliver(std::move(response));
  return !gone;
}

bool Responder::Exchange::disconnected() const {
  const MutexLock lock(mutex_);
  return gone_;
}

void Responder::Exchange::on_disconnect(std::function<void()> callback) {
  {
    const MutexLock lock(mutex_);
    if (!gone_) {
      if (deliver_) on_gone_.swap(callback);
      return;
    }
  }
  callback();
}

void Responder::Exchange::client_gone() {
  std::function<void()> callback;
  {
    const MutexLock lock(mutex_);
    if (gone_) return;
    gone_ = true;
    callback.swap(on_gone_);
  }
  if (callback) callback();
}

bool Responder::send(Response response) const {
  return exchange_->send(std::move(response));
}
bool Responder::disconnected() const {
  return exchange_->disconnected();
}
void Responder::on_timeout(std::chrono::milliseconds wait, std::function<void()> callback) const {
  exchange_->on_timeout(wait, std::move(callback));
}
void Responder::on_disconnect(std::function<void()> callback) const {
  exchange_->on_disconnect(std::move(callback));
}

}  // namespace takt::net
