#include "app/api_client.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/user_error.h"

namespace takt::app {

namespace {

constexpr uint16_t kDefaultPort = 4080;
constexpr int kMarginMs = 15'000;  // what an answer may take beyond the wait asked for

net::Endpoint server_of(const ClientOptions& options) {
  if (auto endpoint = net::parse_endpoint(options.server, kDefaultPort)) return *endpoint;
  throw CommandError(ExitCode::usage, "\"" + options.server + "\" is not an address",
                     "give --server HOST:PORT");
}

std::string hint_for(const UserError& error) {
  switch (error.key()) {
    case UserErrorKey::StudioNotFound:
      return "`takt studio list` shows the studios";
    case UserErrorKey::BlueprintNotFound:
      return "`takt blueprint list` shows the blueprints";
    case UserErrorKey::TakeFromIncorrectPart:
      return "the show has moved on: look at `takt status`, then take again";
    case UserErrorKey::TakeNoNextPart:
      return "set one with `takt next PART`";
    case UserErrorKey::InactiveRundown:
      return "put it on air first: `takt activate`";
    case UserErrorKey::RundownAlreadyActiveNames:
      return "take the other one off air first: `takt deactivate`";
    case UserErrorKey::JobSuperseded:
      return "`takt jobs retry --force` runs it all the same";
    case UserErrorKey::PayloadTooLarge:
      return "`takt serve --body-limit` raises the limit";
    case UserErrorKey::InternalError:
      return "the log of `takt serve` has the details";
    default:
      return {};
  }
}

[[noreturn]] void fail(const net::Response& response) {
  std::optional<UserError> error;
  try {
    error = UserError::from_json(parse_json(response.body));
  } catch (const JsonError&) {
    // Not one of ours: told by its status below.
  }
  if (!error) {
    throw CommandError(ExitCode::unreachable,
                       fmt::format("the server answered {} without a reason", response.status),
                       "is it `takt serve` that listens there?");
  }
  const bool defect = error->key() == UserErrorKey::InternalError;
  std::string text = error->what();
  if (defect && error->raw_message() != text) text += " (" + error->raw_message() + ")";
  throw CommandError(defect ? ExitCode::defect : ExitCode::refused, text, hint_for(*error));
}

}  // namespace

void add_client_options(Arguments& command, ClientOptions& options) {
  const char* from_environment = std::getenv("TAKT_SERVER");
  options.server = from_environment ? from_environment : "127.0.0.1:4080";
  command.option("--server", options.server, "Where `takt serve` listens (TAKT_SERVER)")
      .value_name("HOST:PORT");
  command.flag("--json", options.json, "Print JSON, for programs");
  command.option("--wait", options.wait_ms, "How long to wait for the outcome, in milliseconds")
      .value_name("MS");
}

ApiClient::ApiClient(const ClientOptions& options)
    : http_(server_of(options)), wait_ms_(std::max(0, options.wait_ms)) {}

net::Response ApiClient::send(const net::ClientRequest& request) const {
  net::ClientRequest timed = request;
  timed.timeout = std::chrono::milliseconds(wait_ms_ + kMarginMs);
  net::Response response;
  try {
    response = http_.request(timed);
  } catch (const net::NetError& error) {
    const bool refused = error.kind() == net::NetErrorKind::refused;
    throw CommandError(ExitCode::unreachable, error.what(),
                       refused ? "start it with `takt serve --data DIR`, or say where it is with "
                                 "--server HOST:PORT"
                               : "");
  }
  if (response.status >= 400) fail(response);
  return response;
}

Json ApiClient::call(const net::ClientRequest& request) const {
  const net::Response response = send(request);
  if (response.body.empty()) return nullptr;
  try {
    return parse_json(response.body);
  } catch (const JsonError&) {
    throw CommandError(ExitCode::unreachable, http_.server().text() + " didn't answer with JSON",
                       "is it `takt serve` that listens there?");
  }
}

Json ApiClient::get(const std::string& target) const {
  return call({.target = target});
}

net::Response ApiClient::get_response(const std::string& target) const {
  return send({.target = target});
}

Json ApiClient::put(const std::string& target, const Json& body) const {
  return call({.method = "PUT", .target = target, .body = dump(body)});
}

void ApiClient::remove(const std::string& target) const {
  call({.method = "DELETE", .target = target});
}

Json ApiClient::post(const std::string& target, const std::string& body) const {
  return call({.method = "POST", .target = target, .body = body});
}

std::string ApiClient::wait_query() const {
  return fmt::format("?wait={}", wait_ms_);
}

Json ApiClient::run_job(const std::string& queue, const std::string& job,
                        const Json& payload) const {
  Json answer = post(fmt::format("/api/jobs/{}/{}{}", net::percent_encode(queue),
                                 net::percent_encode(job), wait_query()),
                     dump(payload));
  if (string_member(answer, "state") == "pending") {
    throw CommandError(
        ExitCode::pending,
        fmt::format("{} was not finished after {} ms; it goes on", job, wait_ms_),
        "`takt status --job " + string_member(answer, "jobId") + "` tells the outcome later");
  }
  return answer;
}

std::string read_file(const std::string& path) {
  std::ostringstream out;
  if (path == "-") {
    out << std::cin.rdbuf();
    return std::move(out).str();
  }
  std::ifstream file(path, std::ios::binary);
  if (file) out << file.rdbuf();
  if (!file) {
    throw CommandError(ExitCode::usage,
                       fmt::format("can't read {}: {}", path, std::strerror(errno)));
  }
  return std::move(out).str();
}

}  // namespace takt::app
