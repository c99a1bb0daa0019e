#include "door/door.h"

#include <charconv>

#include "base/user_error.h"
#include "door/as_run_view.h"
#include "door/house_view.h"
#include "door/ingest_check.h"
#include "door/journal_view.h"
#include "door/metrics.h"
#include "door/request.h"
#include "door/status_page.h"

namespace takt::door {

namespace {

constexpr std::chrono::milliseconds kLongestWait{10 * 60 * 1000};
/// What a device may take for its reply to a person's command: ms.
constexpr double kUsualReplyMs = 3000;
constexpr double kLongestReplyMs = 60'000;

UserError nothing_here(const net::Request& request) {
  return invalid_request("there is nothing at " + request.path, 404);
}

void expect_method(const net::Request& request, std::initializer_list<std::string_view> allowed) {
  for (const std::string_view method : allowed) {
    if (request.method == method || (method == "GET" && request.method == "HEAD")) return;
  }
  throw invalid_request(request.method + " is not possible at " + request.path, 405);
}

Json parse_body(const net::Request& request) {
  if (request.body.empty()) throw invalid_request("the body is empty; JSON is needed");
  try {
    return parse_json(request.body);
  } catch (const JsonError& error) {
    throw invalid_request(std::string("the body is not JSON: ") + error.what());
  }
}

/// A parameter that is a time in milliseconds; nullopt when it is absent.
std::optional<std::chrono::milliseconds> milliseconds_of(const net::Request& request,
                                                         const std::string& name) {
  const std::string* text = request.parameter(name);
  if (text == nullptr) return std::nullopt;
  int64_t value = 0;
  const char* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || at != end || value < 0) {
    throw invalid_request(name + "=" + *text + " is not a number of milliseconds");
  }
  return std::min(std::chrono::milliseconds(value), kLongestWait);
}

Collection collection_of(const std::string& name) {
  if (const auto collection = collection_by_name(name)) return *collection;
  throw invalid_request("there is no collection \"" + name + "\"", 404);
}

std::string idempotency_key_of(const net::Request& request) {
  const std::string* key = request.header("idempotency-key");
  return key == nullptr ? std::string() : *key;
}

}  // namespace

Door::Door(DoorOptions options, Store& store, conductor::Conductor& conductor,
           events::MessageService& messages, const Clock& clock)
    : version_(std::move(options.version)),
      host_url_(std::move(options.host_url)),
      store_(store),
      conductor_(conductor),
      message_service_(messages),
      clock_(clock),
      documents_(store),
      jobs_(conductor),
      verbs_(conductor),
      messages_(store, messages, clock),
      devices_(store, conductor, clock),
      settings_(conductor, store, clock),
      server_(options.server, [this](net::Request request, const net::Responder& responder) {
        handle(std::move(request), responder);
      }) {
  Gate::check_listen(options.server.listen);
}

void Door::stop(std::chrono::milliseconds grace) {
  jobs_.answer_waiting();
  devices_.answer_waiting();
  server_.stop(grace);
}

Authorised Door::authorise(const net::Request& request, Role role) const {
  // A running job may wait for a device's reply.
  if (closing_ && role != Role::viewer && role != Role::device) {
    throw UserError(UserErrorKey::StudioUnavailable,
                    {{"studio", "*"}, {"message", "takt is stopping"}}, 503);
  }
  return gate_.authorise(request, role);
}

void Door::handle(net::Request request, const net::Responder& responder) {
  const auto& at = request.segments;
  if (at.size() == 1 && at[0] == "healthz") {
    expect_method(request, {"GET"});
    responder.send(net::json_response(200, JsonObject{{"status", "ok"}}));
    return;
  }
  if (at.empty()) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    net::Response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = status_page();
    page.headers = {{"Cache-Control", "no-store"},
                    {"Content-Security-Policy",
                     "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
                     "img-src data:; connect-src 'self'; frame-ancestors 'none'"}};
    responder.send(std::move(page));
  } else if (at.size() == 1 && at[0] == "readyz") {
    expect_method(request, {"GET"});
    const bool is_ready = conductor_.status().ready && !closing_;
    responder.send(net::json_response(is_ready ? 200 : 503, JsonObject{{"ready", is_ready}}));
  } else if (at.size() == 1 && at[0] == "metrics") {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    net::Response page;
    page.content_type = "text/plain; version=0.0.4";
    page.body = metrics_text(conductor_.status(), server_.counters(), message_service_.status());
    responder.send(std::move(page));
  } else if (at[0] == "ingest" && (at.size() == 2 || at.size() == 3)) {
    handle_ingest(std::move(request), responder);
  } else if (at[0] == "api" && at.size() > 1) {
    handle_api(std::move(request), responder);
  } else {
    throw nothing_here(request);
  }
}

void Door::handle_api(net::Request request, const net::Responder& responder) {
  const auto& at = request.segments;
  if (at[1] == "jobs") return handle_jobs(std::move(request), responder);
  if (at[1] == "devices") return handle_devices(request, responder);
  if (at[1] == "messages") return handle_messages(request, responder);
  if (at[1] == "lanes" && at.size() == 4) {
    expect_method(request, {"POST"});
    verbs_.lane(authorise(request, Role::admin), at[2], at[3], responder);
    return;
  }
  if (at[1] == "status" && at.size() == 2) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    JsonObject status = house_view(conductor_.status(), store_);
    status["version"] = version_;
    status["now"] = number(clock_.now());
    responder.send(net::json_response(200, std::move(status)));
  } else if (at[1] == "asrun" && at.size() == 3) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    responder.send(as_run_view(store_, StudioId(at[2]), request));
  } else if (at[1] == "journal" && at.size() == 3) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    JsonObject journal = journal_view(store_, StudioId(at[2]), request);
    journal["hostUrl"] = host_url_;
    responder.send(net::json_response(200, std::move(journal)));
  } else if (at.size() == 4 && at[1] == "rundownPlaylists" && at[3] == "parts") {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    responder.send(net::json_response(200, documents_.playlist_parts(PlaylistId(at[2]))));
  } else if (at.size() <= 3) {
    handle_documents(std::move(request), responder);
  } else {
    throw nothing_here(request);
  }
}

void Door::handle_jobs(net::Request request, const net::Responder& responder) {
  const auto& at = request.segments;
  if (at.size() == 2 || (at.size() == 4 && at[3] == "details")) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    responder.send(at.size() == 2 ? verbs_.list(request) : verbs_.details(JobId(at[2])));
    return;
  }
  if (at.size() == 3) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    const auto wait = milliseconds_of(request, "wait").value_or(std::chrono::milliseconds(0));
    return jobs_.answer_ticket(JobId(at[2]), wait, responder);
  }
  if (at.size() != 4) throw nothing_here(request);
  expect_method(request, {"POST"});
  // A queue's name has a colon, a job's id hasn't.
  if (at[2].find(':') == std::string::npos) {
    return verbs_.act(authorise(request, Role::admin), JobId(at[2]), at[3], request, responder);
  }
  const Authorised caller = authorise(request, Role::operating);
  const auto wait = milliseconds_of(request, "wait").value_or(std::chrono::milliseconds(0));
  conductor::JobRequest job;
  std::tie(job.queue, job.studio) = parse_queue_name(at[2]);
  job.name = at[3];
  if (!request.body.empty()) job.payload = parse_body(request);
  job.idempotency_key = idempotency_key_of(request);
  if (const auto deadline = milliseconds_of(request, "deadline")) {
    job.deadline_ms = static_cast<double>(deadline->count());
  }
  jobs_.push(caller, std::move(job), wait, responder);
}

void Door::handle_devices(const net::Request& request, const net::Responder& responder) {
  const auto& at = request.segments;
  if (at.size() == 2) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    responder.send(devices_.list());
    return;
  }
  const PeripheralDeviceId device(at[2]);
  if (at.size() == 4 && at[3] == "feed") {
    expect_method(request, {"GET"});
    devices_.feed(authorise(request, Role::device), device, responder);
  } else if (at.size() == 4 && at[3] == "commands" && request.method == "POST") {
    const double timeout = number_of(request, "timeout", kUsualReplyMs, kLongestReplyMs);
    devices_.order(authorise(request, Role::admin), device, parse_body(request),
                   std::chrono::milliseconds(static_cast<int64_t>(timeout)), responder);
  } else if (at.size() == 4 && at[3] == "commands") {
    expect_method(request, {"GET", "POST"});
    const auto wait = milliseconds_of(request, "wait").value_or(std::chrono::milliseconds(0));
    devices_.commands(authorise(request, Role::device), device, wait, responder);
  } else if (at.size() == 4 && at[3] == "status") {
    expect_method(request, {"POST"});
    devices_.report_status(authorise(request, Role::device), device, parse_body(request),
                           responder);
  } else if (at.size() == 6 && at[3] == "commands" && at[5] == "reply") {
    expect_method(request, {"POST"});
    devices_.reply(authorise(request, Role::device), device, DeviceCommandId(at[4]),
                   parse_body(request), responder);
  } else {
    throw nothing_here(request);
  }
}

void Door::handle_messages(const net::Request& request, const net::Responder& responder) {
  const auto& at = request.segments;
  if (at.size() == 4) {
    expect_method(request, {"POST"});
    const Authorised caller = authorise(request, Role::admin);
    return messages_.act(caller, ExternalMessageId(at[2]), at[3], responder);
  }
  if (at.size() > 4) throw nothing_here(request);
  expect_method(request, {"GET"});
  authorise(request, Role::viewer);
  if (at.size() == 2) return void(responder.send(messages_.list(request)));
  responder.send(at[2] == "receivers" ? messages_.receivers()
                                      : messages_.show(ExternalMessageId(at[2])));
}

void Door::handle_ingest(net::Request request, const net::Responder& responder) {
  const auto& at = request.segments;
  conductor::JobRequest job;
  job.studio = StudioId(at[1]);
  job.queue = QueueKind::ingest;
  job.idempotency_key = idempotency_key_of(request);
  expect_method(request, {at.size() == 3 ? "DELETE" : "POST"});
  const Authorised caller = authorise(request, Role::ingest);
  const auto wait = milliseconds_of(request, "wait").value_or(std::chrono::milliseconds(0));
  if (at.size() == 3) {
    job.name = "removeRundown";
    job.payload = {{"rundownExternalId", at[2]}, {"forceDelete", false}};
  } else {
    Json rundown = parse_body(request);
    check_ingest_rundown(rundown);
    JsonObject payload{{"rundownExternalId", rundown.at("externalId")},
                       {"isCreateAction", true},
                       {"rundownSource", {{"type", "http"}}}};
    payload["ingestRundown"] = std::move(rundown);
    job.name = "updateRundown";
    job.payload = std::move(payload);
  }
  jobs_.push(caller, std::move(job), wait, responder);
}

void Door::handle_documents(net::Request request, const net::Responder& responder) {
  const auto& at = request.segments;
  const Collection collection = collection_of(at[1]);
  if (at.size() == 2) {
    expect_method(request, {"GET"});
    authorise(request, Role::viewer);
    auto found = documents_.list(collection, parse_document_query(request.query));
    net::Response response = net::json_response(200, std::move(found.documents));
    if (found.more) response.headers.emplace_back("X-Takt-More", "1");
    responder.send(std::move(response));
  } else if (request.method == "PUT" || request.method == "DELETE") {
    const Authorised caller = authorise(request, Role::admin);
    if (!is_settings_collection(collection)) {
      throw invalid_request("documents of " + at[1] + " are written by jobs only", 405);
    }
    if (request.method == "DELETE") return settings_.remove(caller, collection, at[2], responder);
    settings_.put(caller, collection, at[2], parse_body(request), responder);
  } else {
    expect_method(request, {"GET", "PUT", "DELETE"});
    authorise(request, Role::viewer);
    const auto document = documents_.find(collection, at[2]);
    if (!document) throw document_not_found(at[1], at[2]);
    responder.send(net::json_response(200, *document));
  }
}

}  // namespace takt::door
