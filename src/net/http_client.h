#pragma once

// A small blocking HTTP/1.1 client, for the command line and the tests: one connection per request,
// plain HTTP. Any thread; the call blocks up to its timeout.

#include <chrono>
#include <string>

#include "net/http.h"
#include "net/net_error.h"
#include "net/url.h"

namespace takt::net {

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string body = {};
  std::string content_type = "application/json";
  Headers headers = {};
  std::chrono::milliseconds timeout{30'000};
};

class HttpClient {
 public:
  explicit HttpClient(Endpoint server) : server_(std::move(server)) {}
  const Endpoint& server() const { return server_; }

  /// The response of whatever status. Throws NetError when there is none.
  Response request(const ClientRequest& request) const;
  Response get(const std::string& target) const { return request({.target = target}); }

 private:
  Endpoint server_;
};

}  // namespace takt::net
