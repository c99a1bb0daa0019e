#pragma once

// Requests and responses as the rest of the program sees them: plain values, no Beast.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/user_error.h"

namespace takt::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;                        // upper case
  std::string target;                        // as sent
  std::string path;                          // target without the query
  std::vector<std::string> segments;         // of the path, decoded
  std::map<std::string, std::string> query;  // decoded
  Headers headers;                           // names in lower case
  std::string body;
  std::string remote;  // "127.0.0.1:51000"

  /// Value of the first header of this (lower-case) name; nullptr when there is none.
  const std::string* header(std::string_view name) const;
  /// Value of a query parameter; nullptr when there is none.
  const std::string* parameter(const std::string& name) const;
};

class EventStream;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  Headers headers = {};
  /// The answer goes on with what is written here (net/event_stream.h); `body` is not sent.
  std::shared_ptr<EventStream> stream = {};
};

Response json_response(int status, const Json& body);
/// The UserError's JSON with its error code as the status (500 where the code is no HTTP status).
Response error_response(const UserError& error);

/// What a request is answered through: once, from any thread, now or much later. Copies are handles
/// of the same answer; when the last one goes without an answer the client gets InternalError. May
/// outlive the server; answers then go nowhere.
class Responder {
 public:
  class Exchange;
  explicit Responder(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  /// False when it was answered before (the second answer is dropped) or the client is gone.
  bool send(Response response) const;
  /// True once the client's side of the connection has closed.
  bool disconnected() const;
  /// Calls `callback` once when the client goes away before the answer (at once when it has);
  /// on an I/O thread, so it must not block. Replaces an earlier one.
  void on_disconnect(std::function<void()> callback) const;
  /// Calls `callback` on an I/O thread after `wait`, unless it was answered by then or the client
  /// is gone. Replaces an earlier one.
  void on_timeout(std::chrono::milliseconds wait, std::function<void()> callback) const;

 private:
  std::shared_ptr<Exchange> exchange_;
};

/// Called on an I/O thread: must not block. What it throws becomes an error response.
using Handler = std::function<void(Request, Responder)>;

}  // namespace takt::net
