// RabbitMQ over librabbitmq: one connection with one channel in confirm mode; a message is sent
// when the broker has confirmed it.

#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/socket.h>

#include <cmath>

#include "base/mutex.h"
#include "events/messages/courier.h"

namespace takt::events {

namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr const char* kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::string_view kCertificates = "cacertfile=";
/// How often a wait for a confirmation looks whether it is to end.
constexpr double kInterruptLookMs = 100;

/// What the broker or the network said no to, and what that makes of the try.
class RabbitError : public std::runtime_error {
 public:
  RabbitError(TryEnd end, const std::string& text) : std::runtime_error(text), end_(end) {}
  TryEnd end() const { return end_; }

 private:
  TryEnd end_;
};

struct timeval time_of(double ms) {
  struct timeval time {};
  time.tv_sec = static_cast<time_t>(ms / 1000);
  time.tv_usec = static_cast<suseconds_t>(std::fmod(ms, 1000) * 1000);
  return time;
}

amqp_bytes_t bytes_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

std::string text_of(amqp_bytes_t bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}

/// The broker's words in a close of the channel or connection.
std::string close_text(const amqp_method_t& method) {
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* close = static_cast<amqp_channel_close_t*>(method.decoded);
    return fmt::format("{} {}", close->reply_code, text_of(close->reply_text));
  }
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* close = static_cast<amqp_connection_close_t*>(method.decoded);
    return fmt::format("{} {}", close->reply_code, text_of(close->reply_text));
  }
  return fmt::format("unexpected method {:#x}", method.id);
}

struct Publication {
  std::string host;
  std::string topic;
  std::string routing_key;
  std::string body;
  bool is_json = false;
  std::vector<std::pair<std::string, Json>> headers;
};

std::string needed(const Json& object, std::string_view name, std::string_view what) {
  std::string text = string_member(object, name);
  if (text.empty()) {
    throw ImpossibleMessage(fmt::format("a rabbitmq message's {}.{} is missing", what, name));
  }
  return text;
}

Publication publication_of(const OutgoingMessage& outgoing) {
  Publication made;
  made.host = needed(outgoing.receiver, "host", "receiver");
  made.topic = needed(outgoing.receiver, "topic", "receiver");
  made.routing_key = needed(outgoing.message, "routingKey", "message");
  if (made.topic.size() > 255 || made.routing_key.size() > 255) {
    throw ImpossibleMessage("a rabbitmq message's topic or routingKey is longer than 255 bytes");
  }
  const Json* content = member(outgoing.message, "message");
  if (!truthy(content)) throw ImpossibleMessage("a rabbitmq message's message.message is missing");
  made.body = body_of(*content);
  made.is_json = !content->is_string();
  const Json* headers = member(outgoing.message, "headers");
  if (headers == nullptr || headers->is_null()) return made;
  if (!headers->is_object()) {
    throw ImpossibleMessage("a rabbitmq message's message.headers are no object");
  }
  for (const auto& [name, value] : headers->get_object()) {
    if (name.size() > 255) throw ImpossibleMessage("a header's name is longer than 255 bytes");
    made.headers.emplace_back(std::string(name), value);
  }
  return made;
}

/// The headers as the library wants them; points into `headers` and `texts`.
std::vector<amqp_table_entry_t> header_entries(
    const std::vector<std::pair<std::string, Json>>& headers, std::deque<std::string>& texts) {
  std::vector<amqp_table_entry_t> entries;
  for (const auto& [name, value] : headers) {
    amqp_table_entry_t entry{};
    entry.key = bytes_of(name);
    if (value.is_bool()) {
      entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
      entry.value.value.boolean = value.get_bool() ? 1 : 0;
    } else if (value.is_int64()) {
      entry.value.kind = AMQP_FIELD_KIND_I64;
      entry.value.value.i64 = value.get_int64();
    } else if (const auto number = as_number(value)) {
      entry.value.kind = AMQP_FIELD_KIND_F64;
      entry.value.value.f64 = *number;
    } else {
      texts.push_back(value.is_string() ? to_string(value.get_string()) : dump(value));
      entry.value.kind = AMQP_FIELD_KIND_UTF8;
      entry.value.value.bytes = bytes_of(texts.back());
    }
    entries.push_back(entry);
  }
  return entries;
}

/// A connection's socket, for whoever interrupts it.
class Socket {
 public:
  void set(int fd) {
    const MutexLock lock(mutex_);
    fd_ = fd;
  }
  /// Wakes a write or a handshake that the broker blocks.
  void shut() {
    const MutexLock lock(mutex_);
    if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
  }

 private:
  Mutex mutex_;
  int fd_ TAKT_GUARDED_BY(mutex_) = -1;
};

/// One connection; gone with its object.
class Connection {
 public:
  /// Throws RabbitError.
  Connection(const std::string& url, double timeout_ms, Socket& socket)
      : timeout_ms_(timeout_ms), socket_(socket) {
    try {
      open(url);
    } catch (...) {
      close();
      throw;
    }
  }
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void declare(const std::string& topic) {
    if (declared_.contains(topic)) return;
    amqp_exchange_declare(state_, kChannel, bytes_of(topic), bytes_of("topic"), 0, 1, 0, 0,
                          amqp_empty_table);
    check(amqp_get_rpc_reply(state_), TryEnd::unreachable, "exchange \"" + topic + "\"");
    declared_.insert(topic);
  }

  /// Returns when the broker has it.
  void publish(const Publication& publication, const std::string& id,
               const std::atomic<bool>& stop) {
    std::deque<std::string> texts;
    std::vector<amqp_table_entry_t> entries = header_entries(publication.headers, texts);
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                        AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG;
    properties.message_id = bytes_of(id);
    properties.delivery_mode = 2;
    properties.content_type = bytes_of(publication.is_json ? "application/json" : "text/plain");
    properties.headers = {static_cast<int>(entries.size()), entries.data()};
    const int status = amqp_basic_publish(state_, kChannel, bytes_of(publication.topic),
                                          bytes_of(publication.routing_key), 0, 0, &properties,
                                          bytes_of(publication.body));
    if (status != AMQP_STATUS_OK) throw RabbitError(TryEnd::no_answer, amqp_error_string2(status));
    wait_for_confirmation(stop);
    amqp_maybe_release_buffers(state_);
  }

 private:
  void open(const std::string& url) {
    const size_t query = std::min(url.find('?'), url.size());
    std::string certificates = kSystemCertificates;
    if (const size_t at = url.find(kCertificates, query); at != std::string::npos) {
      certificates = url.substr(at + kCertificates.size());
      certificates.resize(std::min(certificates.find('&'), certificates.size()));
    }
    std::string parsed = url.substr(0, query);
    amqp_connection_info info{};
    if (amqp_parse_url(parsed.data(), &info) != AMQP_STATUS_OK) {
      throw RabbitError(TryEnd::impossible, "receiver.host is no amqp:// or amqps:// URL");
    }
    state_ = amqp_new_connection();
    if (state_ == nullptr) throw RabbitError(TryEnd::unreachable, "out of memory");
    struct timeval timeout = time_of(timeout_ms_);
    amqp_set_handshake_timeout(state_, &timeout);
    amqp_set_rpc_timeout(state_, &timeout);
    amqp_socket_t* socket = info.ssl ? amqp_ssl_socket_new(state_) : amqp_tcp_socket_new(state_);
    if (socket == nullptr) throw RabbitError(TryEnd::unreachable, "out of memory");
    if (info.ssl && amqp_ssl_socket_set_cacert(socket, certificates.c_str()) != AMQP_STATUS_OK) {
      throw RabbitError(TryEnd::unreachable, "can't read the certificates of " + certificates);
    }
    const int status = amqp_socket_open_noblock(socket, info.host, info.port, &timeout);
    if (status != AMQP_STATUS_OK)
      throw RabbitError(TryEnd::unreachable, amqp_error_string2(status));
    socket_.set(amqp_get_sockfd(state_));
    log_in(info);
  }

  void log_in(const amqp_connection_info& info) {
    check(amqp_login(state_, info.vhost, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, 0,
                     AMQP_SASL_METHOD_PLAIN, info.user, info.password),
          TryEnd::unreachable, "login");
    amqp_channel_open(state_, kChannel);
    check(amqp_get_rpc_reply(state_), TryEnd::unreachable, "channel");
    amqp_confirm_select(state_, kChannel);
    check(amqp_get_rpc_reply(state_), TryEnd::unreachable, "confirm mode");
  }

  /// `lost`: what it is when the connection went rather than the broker said no.
  static void check(const amqp_rpc_reply_t& reply, TryEnd lost, const std::string& what) {
    switch (reply.reply_type) {
      case AMQP_RESPONSE_NORMAL:
        return;
      case AMQP_RESPONSE_LIBRARY_EXCEPTION:
        throw RabbitError(lost, what + ": " + amqp_error_string2(reply.library_error));
      case AMQP_RESPONSE_SERVER_EXCEPTION:
        throw RabbitError(
            reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD ? TryEnd::refused : TryEnd::unreachable,
            what + ": " + close_text(reply.reply));
      default:
        throw RabbitError(lost, what + ": no reply");
    }
  }

  void wait_for_confirmation(const std::atomic<bool>& stop) {
    for (double waited = 0; waited < timeout_ms_; waited += kInterruptLookMs) {
      struct timeval look = time_of(kInterruptLookMs);
      amqp_frame_t frame{};
      const int status = amqp_simple_wait_frame_noblock(state_, &frame, &look);
      if (stop) throw RabbitError(TryEnd::interrupted, "takt stops");
      if (status == AMQP_STATUS_TIMEOUT) continue;
      if (status != AMQP_STATUS_OK) {
        throw RabbitError(TryEnd::no_answer, amqp_error_string2(status));
      }
      if (frame.frame_type != AMQP_FRAME_METHOD) continue;
      switch (frame.payload.method.id) {
        case AMQP_BASIC_ACK_METHOD:
          return;
        case AMQP_BASIC_NACK_METHOD:
          throw RabbitError(TryEnd::refused, "the broker did not take it (nack)");
        case AMQP_CHANNEL_CLOSE_METHOD:
          throw RabbitError(TryEnd::refused, close_text(frame.payload.method));
        case AMQP_CONNECTION_CLOSE_METHOD:
          throw RabbitError(TryEnd::no_answer, close_text(frame.payload.method));
        default:
          break;
      }
    }
    throw RabbitError(TryEnd::no_answer,
                      fmt::format("no confirmation within {} ms", number_text(timeout_ms_)));
  }

  void close() {
    socket_.set(-1);
    if (state_ != nullptr) amqp_destroy_connection(state_);
    state_ = nullptr;
  }

  const double timeout_ms_;
  Socket& socket_;
  amqp_connection_state_t state_ = nullptr;
  std::set<std::string> declared_;
};

class RabbitCourier final : public Courier {
 public:
  explicit RabbitCourier(double timeout_ms) : timeout_ms_(timeout_ms) {}

  TryResult send(const OutgoingMessage& outgoing) override {
    stop_ = false;
    try {
      const Publication publication = publication_of(outgoing);
      const bool is_reused = connection_ && url_ == publication.host;
      TryResult result = attempt(publication, outgoing.id);
      // Most likely the broker has closed the connection while nothing was sent.
      const bool is_stale = result.end == TryEnd::no_answer || result.end == TryEnd::unreachable;
      return is_reused && is_stale ? attempt(publication, outgoing.id) : result;
    } catch (const ImpossibleMessage& error) {
      return {TryEnd::impossible, error.what()};
    }
  }

  void interrupt() override {
    stop_ = true;
    socket_.shut();
  }

 private:
  TryResult attempt(const Publication& publication, const std::string& id) {
    try {
      if (!connection_ || url_ != publication.host) {
        connection_.reset();
        connection_ = std::make_unique<Connection>(publication.host, timeout_ms_, socket_);
        url_ = publication.host;
      }
      connection_->declare(publication.topic);
      connection_->publish(publication, id, stop_);
      return {TryEnd::sent, "confirmed"};
    } catch (const RabbitError& error) {
      // A closed channel too is made anew with its connection.
      connection_.reset();
      return {stop_ ? TryEnd::interrupted : error.end(), error.what()};
    }
  }

  const double timeout_ms_;
  std::atomic<bool> stop_ = false;
  Socket socket_;
  std::string url_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<Courier> make_rabbit_courier(double timeout_ms) {
  return std::make_unique<RabbitCourier>(timeout_ms);
}

}  // namespace takt::events
