#include <netinet/tcp.h>
#include <sys/socket.h>

#include <sstream>

#include "net/http_server_impl.h"

namespace takt::net {

namespace {

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

}  // namespace

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

/// What could not be read stays on the connection, which ends with the answer.
void HttpServer::Session::refuse_unread(Code code) {
  unread_ = true;
  keep_alive_ = false;
  Response refusal = read_failure(code, core_->options());
  refusal.status == 0 ? close() : answer(std::move(refusal));
}

void HttpServer::Session::header_read(Code code) {
  if (code) return refuse_unread(code);
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
  if (code) return refuse_unread(code);
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

/// Learns whether the client closes its side while its request is being worked on, or its answer
/// goes on.
void HttpServer::Session::watch_client() {
  stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](Code code) {
    if (code || !(self->busy_ || self->streaming_)) return;
    char byte = 0;
    const ssize_t got =
        ::recv(self->stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // A byte is the next request, sent early: it stays where it is until this one is answered.
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) return;
    if (self->streaming_) return self->close();
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
  if (response.stream && !head_) return begin_stream(std::move(response));
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

/// Chunked, where the client knows that; the connection ends with the answer.
void HttpServer::Session::begin_stream(Response response) {
  streaming_ = shared_from_this();
  events_ = std::move(response.stream);
  keep_alive_ = false;
  const int user_timeout_ms = static_cast<int>(core_->options().write_timeout.count());
  ::setsockopt(stream_.socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms,
               sizeof user_timeout_ms);
  http::response<http::empty_body> head(static_cast<http::status>(response.status), version_);
  head.set(http::field::server, "takt");
  head.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.keep_alive(false);
  if (version_ >= 11) head.chunked(true);
  std::ostringstream text;
  text << head.base();
  watch_client();
  send_text(std::move(text).str(), false);
  events_->attach([weak = weak_from_this()] {
    if (const auto session = weak.lock()) {
      asio::post(session->stream_.get_executor(), [session] { session->send_waiting(); });
    }
  });
}

void HttpServer::Session::send_waiting() {
  if (!events_ || !sending_.empty()) return;
  if (events_->closed()) return close();
  EventStream::Waiting waiting = events_->take();
  const bool is_chunked = version_ >= 11;
  if (is_chunked && !waiting.text.empty()) {
    waiting.text = fmt::format("{:x}\r\n{}\r\n", waiting.text.size(), waiting.text);
  }
  if (is_chunked && waiting.ended) waiting.text += "0\r\n\r\n";
  if (!waiting.text.empty()) return send_text(std::move(waiting.text), waiting.ended);
  if (waiting.ended) close();
}

void HttpServer::Session::send_text(std::string text, bool is_last) {
  sending_ = std::move(text);
  stream_.expires_after(core_->options().write_timeout);
  asio::async_write(stream_, asio::buffer(sending_),
                    [self = shared_from_this(), is_last](Code code, size_t) {
                      self->sending_.clear();
                      if (code || is_last) return self->close();
                      self->stream_.expires_never();
                      self->send_waiting();
                    });
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
  const auto alive_too = std::exchange(streaming_, nullptr);
  if (const auto events = std::exchange(events_, nullptr)) events->close();
  Code ignored;
  timer_.cancel();
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.close();
  if (const auto exchange = exchange_.lock()) exchange->client_gone();
}

}  // namespace takt::net
