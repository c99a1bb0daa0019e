#include "net/http_server.h"

#include <pthread.h>

#include "base/log.h"
#include "net/http_server_impl.h"

namespace takt::net {

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};

NetError listen_failure(const Endpoint& at, Code code) {
  if (code == asio::error::address_in_use) {
    return {NetErrorKind::address_in_use,
            fmt::format("can't listen on {}: another program listens there", at.text())};
  }
  const bool refused = code == asio::error::access_denied;
  return {refused ? NetErrorKind::not_permitted : NetErrorKind::other,
          fmt::format("can't listen on {}: {}", at.text(), code.message())};
}

}  // namespace

void HttpServer::Core::start() {
  const Endpoint& wanted = options_.listen;
  Code code;
  const auto address = asio::ip::make_address(
      wanted.address == "localhost" ? std::string("127.0.0.1") : wanted.address, code);
  if (code) {
    throw NetError(NetErrorKind::address_invalid,
                   fmt::format("can't listen on {}: \"{}\" is not an IP address", wanted.text(),
                               wanted.address));
  }
  const tcp::endpoint at(address, wanted.port);
  acceptor_.open(at.protocol(), code);
  if (!code) acceptor_.set_option(asio::socket_base::reuse_address(true), code);
  if (!code) acceptor_.bind(at, code);
  if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
  if (code) throw listen_failure(wanted, code);
  bound_ = Endpoint{address.to_string(), acceptor_.local_endpoint().port()};
  asio::dispatch(acceptor_.get_executor(), [self = shared_from_this()] { self->accept(); });
  for (int i = 1; i <= std::max(1, options_.threads); ++i) {
    threads_.emplace_back([this, i] { run(i); });
  }
}

void HttpServer::Core::run(int number) {
  const std::string name = fmt::format("{}{}", options_.thread_name, number);
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  log::context().thread = name;
  io_.run();
}

void HttpServer::Core::accept() {
  acceptor_.async_accept(asio::make_strand(io_),
                         [self = shared_from_this()](Code code, tcp::socket socket) {
                           if (!self->acceptor_.is_open()) return;
                           if (!code) {
                             self->accepted(std::move(socket));
                             return self->accept();
                           }
                           log::warning("can't accept a connection: {}", code.message());
                           self->pause_.expires_after(kAcceptPause);
                           self->pause_.async_wait([self](Code cancelled) {
                             if (!cancelled) self->accept();
                           });
                         });
}

void HttpServer::Core::accepted(tcp::socket socket) {
  size_t open = 0;
  {
    const MutexLock lock(mutex_);
    open = sessions_.size();
  }
  if (open < static_cast<size_t>(options_.max_connections)) {
    ++accepted_;
    return std::make_shared<Session>(std::move(socket), shared_from_this())->begin();
  }
  ++refused_;
  static constexpr std::string_view kBusy =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  Code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(kBusy), ignored);
  socket.close(ignored);
}

void HttpServer::Core::handle(Request request, const Responder& responder) {
  ++requests_;
  const std::string what = request.method + " " + request.path;
  try {
    handler_(std::move(request), responder);
  } catch (...) {
    const UserError error = to_user_error(std::current_exception());
    if (error.key() == UserErrorKey::InternalError) {
      log::error("{}: {} {}", what, error.raw_message(), error.stack());
    }
    responder.send(error_response(error));
  }
}

void HttpServer::Core::joined(Session* session, std::weak_ptr<Session> handle) {
  const MutexLock lock(mutex_);
  sessions_.emplace(session, std::move(handle));
}

void HttpServer::Core::left(Session* session) {
  const MutexLock lock(mutex_);
  sessions_.erase(session);
  gone_.notify_all();
}

ServerCounters HttpServer::Core::counters() const {
  const MutexLock lock(mutex_);
  return {accepted_, refused_, requests_, sessions_.size()};
}

void HttpServer::Core::for_each_session(void (Session::*method)()) {
  std::vector<std::shared_ptr<Session>> open;
  {
    const MutexLock lock(mutex_);
    for (const auto& [session, handle] : sessions_) {
      if (auto held = handle.lock()) open.push_back(std::move(held));
    }
  }
  for (const auto& session : open) ((*session).*method)();
}

void HttpServer::Core::stop(std::chrono::milliseconds grace) {
  if (stopping_.exchange(true)) return;
  // Never started: nobody would run what is posted, and it would keep this alive for ever.
  if (threads_.empty()) return;
  asio::post(acceptor_.get_executor(), [self = shared_from_this()] {
    Code ignored;
    self->acceptor_.close(ignored);
    self->pause_.cancel();
  });
  for_each_session(&Session::finish);
  {
    const auto until = std::chrono::steady_clock::now() + grace;
    const MutexLock lock(mutex_);
    while (!sessions_.empty() && gone_.wait_until(mutex_, until)) {
    }
  }
  for_each_session(&Session::abort);
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

HttpServer::HttpServer(ServerOptions options, Handler handler)
    : core_(std::make_shared<Core>(std::move(options), std::move(handler))) {}
HttpServer::~HttpServer() {
  core_->stop(std::chrono::milliseconds(0));
}
void HttpServer::start() {
  core_->start();
}
Endpoint HttpServer::endpoint() const {
  return core_->endpoint();
}
void HttpServer::stop(std::chrono::milliseconds grace) {
  core_->stop(grace);
}
ServerCounters HttpServer::counters() const {
  return core_->counters();
}

}  // namespace takt::net
