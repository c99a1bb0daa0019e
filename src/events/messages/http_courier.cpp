// Webhooks over libcurl: one easy handle a courier, which keeps its connection.

#include <curl/curl.h>

#include "events/messages/courier.h"

namespace takt::events {

namespace {

constexpr size_t kMaxReply = 64 * 1024;

struct HttpRequest {
  std::string url;
  std::string method = "POST";
  std::vector<std::string> headers;
  std::string body;
};

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

size_t keep_reply(char* data, size_t size, size_t count, void* out) {
  std::string& reply = *static_cast<std::string*>(out);
  reply.append(data, std::min(size * count, kMaxReply - std::min(kMaxReply, reply.size())));
  return size * count;
}

int look_for_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

/// What a status says of the receiver and the message.
TryEnd end_of(long status) {
  if (status >= 200 && status < 300) return TryEnd::sent;
  switch (status) {
    case 413:
      return TryEnd::impossible;
    case 401:  // a login that is wrong is wrong for all messages
    case 403:
    case 407:
    case 408:
    case 425:
    case 429:
    case 502:
    case 503:
    case 504:
      return TryEnd::unreachable;
    default:
      return TryEnd::refused;
  }
}

/// What it means that there is no status.
TryEnd end_of(CURLcode error, CURL* curl) {
  switch (error) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return TryEnd::impossible;
    case CURLE_ABORTED_BY_CALLBACK:
      return TryEnd::interrupted;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return TryEnd::unreachable;
    default: {
      curl_off_t connected = 0;
      curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
      return connected > 0 ? TryEnd::no_answer : TryEnd::unreachable;
    }
  }
}

class HttpCourier : public Courier {
 public:
  explicit HttpCourier(double timeout_ms) : timeout_ms_(timeout_ms) { start_curl(); }

  TryResult send(const OutgoingMessage& outgoing) override {
    try {
      return send(request_of(outgoing));
    } catch (const ImpossibleMessage& error) {
      return {TryEnd::impossible, error.what()};
    }
  }

  void interrupt() override { stop_ = true; }

 protected:
  virtual HttpRequest request_of(const OutgoingMessage& outgoing) const = 0;

 private:
  TryResult send(const HttpRequest& request) {
    CURL* curl = curl_.get();
    if (curl == nullptr) return {TryEnd::unreachable, "out of memory"};
    curl_easy_reset(curl);
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(nullptr, curl_slist_free_all);
    // No pause to ask whether a large body is welcome.
    headers.reset(curl_slist_append(headers.release(), "Expect:"));
    for (const std::string& header : request.headers) {
      headers.reset(curl_slist_append(headers.release(), header.c_str()));
    }
    std::string reply;
    char problem[CURL_ERROR_SIZE] = "";
    stop_ = false;
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms_));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_ms_));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "takt");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_reply);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop_);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem);
    const CURLcode done = curl_easy_perform(curl);
    if (done != CURLE_OK) {
      const char* text = problem[0] != '\0' ? problem : curl_easy_strerror(done);
      return {end_of(done, curl), text};
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    const TryEnd end = end_of(status);
    if (end == TryEnd::sent) return {end, reply};
    return {end, fmt::format("HTTP {}{}{}", status, reply.empty() ? "" : ": ", reply)};
  }

  const double timeout_ms_;
  const std::unique_ptr<CURL, void (*)(CURL*)> curl_{curl_easy_init(), curl_easy_cleanup};
  std::atomic<bool> stop_ = false;
};

class SlackCourier final : public HttpCourier {
 public:
  using HttpCourier::HttpCourier;

 protected:
  HttpRequest request_of(const OutgoingMessage& outgoing) const override {
    if (!outgoing.receiver.is_string()) {
      throw ImpossibleMessage("a slack message's receiver is the webhook's URL");
    }
    HttpRequest request;
    request.url = to_string(outgoing.receiver.get_string());
    request.headers = {"Content-Type: application/json", "X-Takt-Message-Id: " + outgoing.id};
    request.body = body_of(JsonObject{{"text", outgoing.message}});
    return request;
  }
};

class WebhookCourier final : public HttpCourier {
 public:
  using HttpCourier::HttpCourier;

 protected:
  HttpRequest request_of(const OutgoingMessage& outgoing) const override {
    HttpRequest request;
    request.headers = {"X-Takt-Message-Id: " + outgoing.id, "Idempotency-Key: " + outgoing.id};
    if (const auto* url = outgoing.receiver.if_string()) {
      request.url = to_string(*url);
    } else {
      request.url = string_member(outgoing.receiver, "url");
      request.method = string_member(outgoing.receiver, "method", "POST");
      add_headers(member(outgoing.receiver, "headers"), request);
    }
    if (request.url.empty()) {
      throw ImpossibleMessage("an http message's receiver is a URL, or has one as its url");
    }
    if (request.method != "POST" && request.method != "PUT") {
      throw ImpossibleMessage("an http message's method is POST or PUT, not " + request.method);
    }
    request.headers.emplace_back(outgoing.message.is_string() ? "Content-Type: text/plain"
                                                              : "Content-Type: application/json");
    request.body = body_of(outgoing.message);
    return request;
  }

 private:
  static void add_headers(const Json* headers, HttpRequest& request) {
    if (headers == nullptr || headers->is_null()) return;
    if (!headers->is_object()) throw ImpossibleMessage("an http message's headers are no object");
    for (const auto& [name, value] : headers->get_object()) {
      const std::string text = value.is_string() ? to_string(value.get_string()) : dump(value);
      if (name.empty() || has_line_break(name) || has_line_break(text)) {
        throw ImpossibleMessage("an http message's header has a line break or no name");
      }
      request.headers.push_back(fmt::format("{}: {}", std::string_view(name), text));
    }
  }
};

}  // namespace

std::unique_ptr<Courier> make_slack_courier(double timeout_ms) {
  return std::make_unique<SlackCourier>(timeout_ms);
}

std::unique_ptr<Courier> make_http_courier(double timeout_ms) {
  return std::make_unique<WebhookCourier>(timeout_ms);
}

}  // namespace takt::events
