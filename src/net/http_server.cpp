#include "net/http_server.h"

#include <pthread.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/log.h"
#include "base/mutex.h"
#include "net/exchange.h"

namespace takt::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Code = beast::error_code;

namespace {

constexpr size_t kReadBufferBytes = 128 * 1024;
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kDrainTimeout{2'000};
constexpr size_t kDrainLimitBytes = 256 * 1024 * 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

Response bad_request(const std::string& message) {
  return error_response(UserError(UserErrorKey::PayloadInvalid, {{"message", message}}, 400));
}

/// What to answer to a request that could not be read; status 0: nothing, just close.
Response read_failure(Code code, const ServerOptions& options) {
  if (code == http::error::body_limit) {
    return error_response(
        UserError(UserErrorKey::PayloadTooLarge, {{"limit", options.body_limit_bytes}}, 413));
  }
  if (code == http::error::header_limit || code == http::error::buffer_overflow) {
    return error_response(
        UserError(UserErrorKey::PayloadTooLarge, {{"limit", options.header_limit_bytes}}, 431));
  }
  Response nothing;
  nothing.status = 0;
  const bool malformed = code.category() == make_error_code(http::error::bad_method).category() &&
                         code != http::error::end_of_stream && code != http::error::partial_message;
  return malformed ? bad_request("not an HTTP request: " + code.message()) : nothing;
}

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

/// What sessions and the acceptor share. Sessions keep it alive, so that its io_context outlives
/// every socket; pending operations keep sessions alive.
class HttpServer::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(ServerOptions options, Handler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        acceptor_(asio::make_strand(io_)),
        pause_(acceptor_.get_executor()) {}

  void start();
  void stop(std::chrono::milliseconds grace);
  Endpoint endpoint() const { return bound_; }
  ServerCounters counters() const;
  const ServerOptions& options() const { return options_; }
  bool stopping() const { return stopping_; }

  void handle(Request request, const Responder& responder);
  void joined(Session* session, std::weak_ptr<Session> handle);
  void left(Session* session);

 private:
  void accept();
  void accepted(tcp::socket socket);
  void run(int number);
  void for_each_session(void (Session::*method)());

  const ServerOptions options_;
  const Handler handler_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  Endpoint bound_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
  std::atomic<uint64_t> accepted_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  std::atomic<uint64_t> requests_ = 0;
  mutable Mutex mutex_;
  Condition gone_;  // a session has left
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions_ TAKT_GUARDED_BY(mutex_);
};

/// One connection. Everything runs on its strand; a pending operation holds the shared pointer, and
/// `busy_` does while a handler has the request.
class HttpServer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Core> core)
      : core_(std::move(core)),
        stream_(std::move(socket)),
        timer_(stream_.get_executor()),
        buffer_(kReadBufferBytes) {
    Code code;
    const tcp::endpoint peer = stream_.socket().remote_endpoint(code);
    if (!code) remote_ = Endpoint{peer.address().to_string(), peer.port()}.text();
    stream_.socket().set_option(tcp::no_delay(true), code);
  }
  ~Session() { core_->left(this); }

  void begin() {
    core_->joined(this, weak_from_this());
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_header(); });
  }
  /// From any thread: close now if no request is open, else after its answer.
  void finish() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      self->last_ = true;
      if (!self->busy_ && !self->response_) self->close();
    });
  }
  /// From any thread: close now.
  void abort() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
  }

 private:
  void read_header();
  void header_read(Code code);
  void read_body();
  void body_read(Code code);
  void hand_over();
  void watch_client();
  void start_timer(uint64_t request, std::chrono::milliseconds wait,
                   std::function<void()> callback);
  void answer(Response response);
  void written(Code code);
  void drain(size_t left);
  void close();

  const std::shared_ptr<Core> core_;
  beast::tcp_stream stream_;
  asio::steady_timer timer_;  // of the open request
  beast::flat_buffer buffer_;
  std::string remote_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  std::shared_ptr<Session> busy_;                // itself, while a handler has the request
  std::weak_ptr<Responder::Exchange> exchange_;  // the open request's
  uint64_t request_count_ = 0;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  bool head_ = false;
  bool unread_ = false;  // the client may still be sending what nobody will read
  bool last_ = false;    // close after this answer
};

void HttpServer::Session::read_header() {
  if (last_ || core_->stopping()) return close();
  parser_.emplace();
  parser_->header_limit(core_->options().header_limit_bytes);
  parser_->body_limit(core_->options().body_limit_bytes);
  stream_.expires_after(core_->options().request_timeout);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Code code, size_t) { self->header_read(code); });
}

void HttpServer::Session::header_read(Code code) {
  if (code) {
    unread_ = true;
    keep_alive_ = false;
    Response refusal = read_failure(code, core_->options());
    return refusal.status == 0 ? close() : answer(std::move(refusal));
  }
  const auto& message = parser_->get();
  version_ = message.version();
  keep_alive_ = message.keep_alive();
  head_ = message.method() == http::verb::head;
  if (!parser_->is_done() && beast::iequals(message[http::field::expect], "100-continue")) {
    auto go_on =
        std::make_shared<http::response<http::empty_body>>(http::status::continue_, version_);
    http::async_write(stream_, *go_on, [self = shared_from_this(), go_on](Code failed, size_t) {
      failed ? self->close() : self->read_body();
    });
  } else {
    read_body();
  }
}

void HttpServer::Session::read_body() {
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](Code code, size_t) { self->body_read(code); });
}

void HttpServer::Session::body_read(Code code) {
  if (code) {
    unread_ = true;
    keep_alive_ = false;
    Response refusal = read_failure(code, core_->options());
    return refusal.status == 0 ? close() : answer(std::move(refusal));
  }
  hand_over();
}

void HttpServer::Session::hand_over() {
  auto& message = parser_->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.remote = remote_;
  for (const auto& field : message) {
    request.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
  }
  request.body = std::move(message.body());
  auto target = parse_target(request.target);
  if (!target) return answer(bad_request("the target \"" + request.target + "\" is malformed"));
  if (message.count(http::field::host) > 1) return answer(bad_request("several Host headers"));
  request.path = std::move(target->path);
  request.segments = std::move(target->segments);
  request.query = std::move(target->query);

  stream_.expires_never();
  busy_ = shared_from_this();
  // These may be called, and let go, long after the server is gone: they hold nothing of it.
  auto exchange = std::make_shared<Responder::Exchange>(
      [weak = weak_from_this()](Response response) {
        if (const auto session = weak.lock()) {
          asio::post(session->stream_.get_executor(),
                     [weak, response = std::move(response)]() mutable {
                       if (const auto self = weak.lock()) self->answer(std::move(response));
                     });
        }
      },
      [weak = weak_from_this(), request_number = ++request_count_](std::chrono::milliseconds wait,
                                                                   std::function<void()> callback) {
        if (const auto session = weak.lock()) {
          asio::post(session->stream_.get_executor(),
                     [weak, request_number, wait, callback = std::move(callback)]() mutable {
                       if (const auto self = weak.lock()) {
                         self->start_timer(request_number, wait, std::move(callback));
                       }
                     });
        }
      });
  exchange_ = exchange;
  watch_client();
  core_->handle(std::move(request), Responder(std::move(exchange)));
}

/// Learns whether the client closes its side while its request is being worked on.
void HttpServer::Session::watch_client() {
  stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](Code code) {
    if (code || !self->busy_) return;
    char byte = 0;
    const ssize_t got =
        ::recv(self->stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // A byte is the next request, sent early: it stays where it is until this one is answered.
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) return;
    self->last_ = true;
    if (const auto exchange = self->exchange_.lock()) exchange->client_gone();
  });
}

/// For the open request; a timer that comes after its answer is of no interest.
void HttpServer::Session::start_timer(uint64_t request, std::chrono::milliseconds wait,
                                      std::function<void()> callback) {
  if (!busy_ || request != request_count_) return;
  timer_.expires_after(wait);
  timer_.async_wait([self = shared_from_this(), callback = std::move(callback)](Code code) {
    if (!code && self->busy_) callback();
  });
}

void HttpServer::Session::answer(Response response) {
  Code ignored;
  const auto alive = std::exchange(busy_, nullptr);
  if (!stream_.socket().is_open()) return;
  stream_.socket().cancel(ignored);  // ends watch_client
  timer_.cancel();
  response_.emplace(static_cast<http::status>(response.status), version_);
  response_->set(http::field::server, "takt");
  if (!response.body.empty()) response_->set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) response_->set(name, value);
  response_->content_length(response.body.size());
  if (!head_) response_->body() = std::move(response.body);
  response_->keep_alive(keep_alive_ && !last_ && !core_->stopping());
  stream_.expires_after(core_->options().write_timeout);
  http::async_write(stream_, *response_,
                    [self = shared_from_this()](Code code, size_t) { self->written(code); });
}

void HttpServer::Session::written(Code code) {
  const bool go_on = !code && response_->keep_alive();
  response_.reset();
  if (go_on) return read_header();
  if (code || !unread_) return close();
  // Closing on unread data would reset the connection and could take the answer with it.
  stream_.socket().shutdown(tcp::socket::shutdown_send, code);
  stream_.expires_after(kDrainTimeout);
  drain(kDrainLimitBytes);
}

void HttpServer::Session::drain(size_t left) {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(64 * 1024),
                          [self = shared_from_this(), left](Code code, size_t got) {
                            if (code || got >= left) return self->close();
                            self->drain(left - got);
                          });
}

void HttpServer::Session::close() {
  const auto alive = std::exchange(busy_, nullptr);
  Code ignored;
  timer_.cancel();
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.close();
  if (const auto exchange = exchange_.lock()) exchange->client_gone();
}

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
