#pragma once

// The two classes behind HttpServer, for http_server.cpp and http_session.cpp only.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <unordered_map>

#include "base/mutex.h"
#include "net/event_stream.h"
#include "net/exchange.h"
#include "net/http_server.h"

namespace takt::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Code = beast::error_code;

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
        buffer_(128 * 1024) {
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
      if (self->events_) return self->events_->end();
      if (!self->busy_ && !self->response_) self->close();
    });
  }
  /// From any thread: close now.
  void abort() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
  }

 private:
  void read_header();
  void refuse_unread(Code code);
  void header_read(Code code);
  void read_body();
  void body_read(Code code);
  void hand_over();
  void watch_client();
  void start_timer(uint64_t request, std::chrono::milliseconds wait,
                   std::function<void()> callback);
  void answer(Response response);
  void written(Code code);
  void begin_stream(Response response);
  void send_waiting();
  void send_text(std::string text, bool is_last);
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
  // While an answer goes on: itself, what is to be sent, and what is being sent.
  std::shared_ptr<Session> streaming_;
  std::shared_ptr<EventStream> events_;
  std::string sending_;
  uint64_t request_count_ = 0;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  bool head_ = false;
  bool unread_ = false;  // the client may still be sending what nobody will read
  bool last_ = false;    // close after this answer
};

}  // namespace takt::net
