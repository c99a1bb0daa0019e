#pragma once

// An HTTP/1.1 server on its own I/O threads. Every connection is bounded in header size, body size
// (checked against Content-Length before anything is allocated), time and number. One request of a
// connection is handled at a time; the next is read after the answer (keep-alive).
//
//   HttpServer server({.listen = {"127.0.0.1", 4080}}, [](Request request, Responder responder) {
//     responder.send({.body = "{}"});
//   });
//   server.start();

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "net/http.h"
#include "net/net_error.h"
#include "net/url.h"

namespace takt::net {

struct ServerOptions {
  Endpoint listen = {};
  int threads = 1;
  std::string thread_name = "door";  // a number is added: door1
  uint32_t header_limit_bytes = 16 * 1024;
  uint64_t body_limit_bytes = 32 * 1024 * 1024;
  int max_connections = 512;
  std::chrono::milliseconds request_timeout{
      30'000};  // from a request's first wait to its last byte
  std::chrono::milliseconds write_timeout{30'000};
};

/// What the server has seen since its start.
struct ServerCounters {
  uint64_t connections = 0;
  uint64_t connections_refused = 0;
  uint64_t requests = 0;
  uint64_t open_connections = 0;
};

class HttpServer {
 public:
  HttpServer(ServerOptions options, Handler handler);
  /// Stops without waiting for open requests.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds, listens and starts the threads. Throws NetError naming address and port.
  void start();
  /// Where it listens: the real port when 0 was asked for.
  Endpoint endpoint() const;
  /// Takes no new connections and requests, waits up to `grace` for the open ones to be answered,
  /// then closes what is left and joins the threads. Not from an I/O thread.
  void stop(std::chrono::milliseconds grace);
  ServerCounters counters() const;

 private:
  class Core;
  class Session;
  std::shared_ptr<Core> core_;
};

}  // namespace takt::net
