#pragma once

// The client subcommands' way to a running `takt serve`: JSON requests, errors turned into
// CommandError with what to do about them. Main thread; calls block.

#include <chrono>
#include <string>

#include "app/arguments.h"
#include "base/json.h"
#include "net/http_client.h"

namespace takt::app {

/// Options that every client subcommand has.
struct ClientOptions {
  std::string server;
  bool json = false;
  int wait_ms = 10'000;
};
/// Declares them; the server's default is $TAKT_SERVER, else 127.0.0.1:4080.
void add_client_options(Arguments& command, ClientOptions& options);

class ApiClient {
 public:
  explicit ApiClient(const ClientOptions& options);

  Json get(const std::string& target) const;
  /// The same with its headers (names in lower case), and whatever content.
  net::Response get_response(const std::string& target) const;
  Json put(const std::string& target, const Json& body) const;
  void remove(const std::string& target) const;
  /// A POST whose body is sent as it is, and whose answer may be awaited.
  Json post(const std::string& target, const std::string& body) const;
  /// Pushes a job and waits for its result. Throws CommandError(pending) when the wait runs out.
  Json run_job(const std::string& queue, const std::string& job, const Json& payload) const;
  /// The query parameter that asks for the outcome.
  std::string wait_query() const;

 private:
  net::Response send(const net::ClientRequest& request) const;
  Json call(const net::ClientRequest& request) const;

  net::HttpClient http_;
  int wait_ms_;
};

/// A file's content; "-" is standard input. Throws CommandError(usage).
std::string read_file(const std::string& path);

}  // namespace takt::app
