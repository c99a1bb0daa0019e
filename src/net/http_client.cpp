#include "net/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace takt::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Code = beast::error_code;

constexpr uint64_t kResponseLimitBytes = 1ull << 30;

/// One request on one connection; the steps call each other until done or failed.
class Call {
 public:
  Call(const Endpoint& server, const ClientRequest& request)
      : server_(server), stream_(io_), resolver_(io_) {
    message_.method_string(request.method);
    message_.target(request.target);
    message_.version(11);
    message_.set(http::field::host, server.text());
    message_.set(http::field::connection, "close");
    if (!request.body.empty()) message_.set(http::field::content_type, request.content_type);
    for (const auto& [name, value] : request.headers) message_.set(name, value);
    message_.body() = request.body;
    message_.prepare_payload();
    parser_.body_limit(kResponseLimitBytes);
    if (request.method == "HEAD") parser_.skip(true);
  }

  Response run(std::chrono::milliseconds timeout) {
    resolver_.async_resolve(server_.address, std::to_string(server_.port),
                            [this](Code code, const tcp::resolver::results_type& found) {
                              if (check(code, "finding the address")) connect(found);
                            });
    io_.run_for(timeout);
    if (!failed_ && !done_) {
      throw NetError(NetErrorKind::timed_out,
                     fmt::format("{} didn't answer within {} ms", server_.text(), timeout.count()));
    }
    if (failed_) throw failure();
    return response();
  }

 private:
  bool check(Code code, const char* step) {
    if (!code) return true;
    failed_ = code;
    step_ = step;
    return false;
  }

  void connect(const tcp::resolver::results_type& found) {
    stream_.async_connect(found, [this](Code code, const tcp::endpoint&) {
      if (check(code, "connecting")) write();
    });
  }

  void write() {
    http::async_write(stream_, message_, [this](Code code, size_t) {
      // A server that refuses a body answers before it has read all of it: look for that answer.
      if (code == asio::error::broken_pipe || code == asio::error::connection_reset) code = {};
      if (check(code, "sending")) read();
    });
  }

  void read() {
    http::async_read(stream_, buffer_, parser_, [this](Code code, size_t) {
      if (check(code, "reading the answer")) done_ = true;
    });
  }

  NetError failure() const {
    const Code code = *failed_;
    if (code == asio::error::connection_refused) {
      return {NetErrorKind::refused, fmt::format("nothing listens on {}", server_.text())};
    }
    const bool closed = code == http::error::end_of_stream ||
                        code == http::error::partial_message ||
                        code == asio::error::connection_reset || code == asio::error::broken_pipe;
    return {closed ? NetErrorKind::closed : NetErrorKind::other,
            fmt::format("{}: {} failed: {}", server_.text(), step_, code.message())};
  }

  Response response() {
    Response out;
    out.status = parser_.get().result_int();
    for (const auto& field : parser_.get()) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      out.headers.emplace_back(std::move(name), std::string(field.value()));
      if (out.headers.back().first == "content-type") out.content_type = out.headers.back().second;
    }
    out.body = std::move(parser_.get().body());
    return out;
  }

  const Endpoint& server_;
  asio::io_context io_;
  beast::tcp_stream stream_;
  tcp::resolver resolver_;
  http::request<http::string_body> message_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  std::optional<Code> failed_;
  const char* step_ = "";
  bool done_ = false;
};

}  // namespace

Response HttpClient::request(const ClientRequest& request) const {
  return Call(server_, request).run(request.timeout);
}

}  // namespace takt::net
