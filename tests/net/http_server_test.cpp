#include "net/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

#include "net/event_stream.h"
#include "net/http_client.h"

namespace takt::net {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

std::unique_ptr<HttpServer> serve(Handler handler, ServerOptions options = {}) {
  auto server = std::make_unique<HttpServer>(options, std::move(handler));
  server->start();
  return server;
}

/// A plain socket, for what a decent client would not do.
class RawClient {
 public:
  explicit RawClient(const Endpoint& server) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server.port);
    ::inet_pton(AF_INET, server.address.c_str(), &to.sin_addr);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view text) { (void)!::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  std::string read_until(std::string_view end) {
    while (got_.find(end) == std::string::npos) {
      char bytes[4096];
      const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      got_.append(bytes, static_cast<size_t>(count));
    }
    const size_t at = std::min(got_.find(end), got_.size());
    const std::string out = got_.substr(0, at + end.size());
    got_.erase(0, out.size());
    return out;
  }
  std::string read_all() { return read_until("\1never\1"); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
  std::string got_;
};

TEST(HttpServer, ARequestArrivesWholeAndItsAnswerComesBack) {
  const auto server = serve([](Request request, const Responder& responder) {
    Response response;
    response.status = 201;
    response.content_type = "text/plain";
    response.headers = {{"X-Seen", *request.header("x-asked")}};
    response.body = fmt::format("{} {} {} {}", request.method, request.segments.at(1),
                                *request.parameter("q"), request.body);
    EXPECT_TRUE(request.remote.starts_with("127.0.0.1:"));
    responder.send(std::move(response));
  });
  const Response got = HttpClient(server->endpoint())
                           .request({.method = "POST",
                                     .target = "/a/b%20c?q=1",
                                     .body = "hello",
                                     .headers = {{"X-Asked", "yes"}}});
  EXPECT_EQ(got.status, 201);
  EXPECT_EQ(got.content_type, "text/plain");
  EXPECT_EQ(got.body, "POST b c 1 hello");
  EXPECT_NE(std::find(got.headers.begin(), got.headers.end(),
                      std::pair<std::string, std::string>("x-seen", "yes")),
            got.headers.end());
}

TEST(HttpServer, AnAnswerMayComeLaterFromAnotherThreadWhileOthersAreServed) {
  std::promise<Responder> waiting;
  const auto server = serve([&](const Request& request, const Responder& responder) {
    if (request.path == "/slow") return waiting.set_value(responder);
    responder.send({.body = "fast"});
  });
  auto slow = std::async(std::launch::async,
                         [&] { return HttpClient(server->endpoint()).get("/slow").body; });
  const Responder responder = waiting.get_future().get();
  EXPECT_EQ(HttpClient(server->endpoint()).get("/fast").body, "fast");
  EXPECT_TRUE(responder.send({.body = "slow"}));
  EXPECT_FALSE(responder.send({.body = "again"}));
  EXPECT_EQ(slow.get(), "slow");
}

TEST(HttpServer, TheHandlerLearnsThatItsClientHasGone) {
  std::promise<Responder> waiting;
  const auto server =
      serve([&](const Request&, const Responder& responder) { waiting.set_value(responder); });
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const Responder responder = waiting.get_future().get();
  EXPECT_FALSE(responder.disconnected());
  std::promise<void> gone;
  responder.on_disconnect([&] { gone.set_value(); });
  client.close();
  ASSERT_EQ(gone.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(responder.disconnected());
  EXPECT_FALSE(responder.send({}));
}

TEST(HttpServer, ATimeoutComesOnlyWhileTheRequestIsOpen) {
  std::atomic<int> timeouts = 0;
  const auto server = serve([&](const Request& request, const Responder& responder) {
    responder.on_timeout(request.path == "/open" ? 5ms : 20ms, [&timeouts, responder] {
      ++timeouts;
      responder.send({.body = "too late"});
    });
    if (request.path != "/open") responder.send({.body = "in time"});
  });
  const HttpClient client(server->endpoint());
  EXPECT_EQ(client.get("/answered").body, "in time");
  EXPECT_EQ(client.get("/open").body, "too late");
  server->stop(kPatience);
  EXPECT_EQ(timeouts, 1);
}

TEST(HttpServer, AConnectionServesSeveralRequestsInOrder) {
  const auto server = serve([](const Request& request, const Responder& responder) {
    responder.send({.body = request.path});
  });
  RawClient client(server->endpoint());
  client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read_until("\r\n\r\n/1").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(client.read_until("\r\n\r\n/2").starts_with("HTTP/1.1 200"));
  client.send("HEAD /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string head = client.read_all();
  EXPECT_NE(head.find("Content-Length: 6"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(HttpServer, ABodyOverTheLimitIsRefusedWithTheLimit) {
  ServerOptions options;
  options.body_limit_bytes = 1000;
  const auto server =
      serve([](const Request&, const Responder& responder) { responder.send({}); }, options);
  const HttpClient client(server->endpoint());
  EXPECT_EQ(client.request({.method = "POST", .body = std::string(1000, 'x')}).status, 200);
  const Response refused = client.request({.method = "POST", .body = std::string(3'000'000, 'x')});
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(string_member(parse_json(refused.body).at("userMessage"), "key"),
            key_template(UserErrorKey::PayloadTooLarge));
  EXPECT_EQ(parse_json(refused.body).at("userMessage").at("args").at("limit"), Json(1000));
}

TEST(HttpServer, ALimitHoldsForChunkedBodiesAndAheadOfTheBody) {
  ServerOptions options;
  options.body_limit_bytes = 10;
  const auto server =
      serve([](const Request&, const Responder& responder) { responder.send({}); }, options);
  RawClient chunked(server->endpoint());
  chunked.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n"
      "01234567890123456789\r\n0\r\n\r\n");
  EXPECT_TRUE(chunked.read_until("\r\n").starts_with("HTTP/1.1 413"));
  RawClient asking(server->endpoint());
  asking.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(asking.read_until("\r\n").starts_with("HTTP/1.1 413"));
  RawClient polite(server->endpoint());
  polite.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(polite.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  polite.send("ok");
  EXPECT_TRUE(polite.read_until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, NonsenseIsABadRequest) {
  const auto server = serve([](const Request&, const Responder& responder) { responder.send({}); });
  for (const char* nonsense :
       {"hello\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\n\r\n", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}) {
    RawClient client(server->endpoint());
    client.send(nonsense);
    EXPECT_TRUE(client.read_until("\r\n").starts_with("HTTP/1.1 400")) << nonsense;
  }
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(client.read_until("\r\n").starts_with("HTTP/1.1 431"));
  EXPECT_EQ(HttpClient(server->endpoint()).get("/").status, 200);
}

TEST(HttpServer, WhatAHandlerThrowsBecomesTheAnswer) {
  const auto server = serve([](const Request& request, const Responder& responder) {
    if (request.path == "/user") throw UserError(UserErrorKey::StudioNotFound, {}, 404);
    if (request.path == "/defect") throw std::runtime_error("broken");
    (void)responder;  // "/silent": goes away without an answer
  });
  const HttpClient client(server->endpoint());
  EXPECT_EQ(client.get("/user").status, 404);
  for (const char* path : {"/defect", "/silent"}) {
    const Response defect = client.get(path);
    EXPECT_EQ(defect.status, 500) << path;
    EXPECT_EQ(parse_json(defect.body).at("key"), Json(0)) << path;
  }
}

TEST(HttpServer, APortInUseIsNamed) {
  const auto server = serve([](const Request&, const Responder&) {});
  ServerOptions same;
  same.listen = server->endpoint();
  try {
    serve([](const Request&, const Responder&) {}, same);
    FAIL();
  } catch (const NetError& error) {
    EXPECT_EQ(error.kind(), NetErrorKind::address_in_use);
    EXPECT_NE(std::string(error.what()).find(server->endpoint().text()), std::string::npos);
  }
  same.listen.address = "not-an-address";
  EXPECT_THROW(serve([](const Request&, const Responder&) {}, same), NetError);
}

TEST(HttpServer, ConnectionsOverTheLimitAreTurnedAway) {
  ServerOptions options;
  options.max_connections = 1;
  const auto server =
      serve([](const Request&, const Responder& responder) { responder.send({}); }, options);
  RawClient first(server->endpoint());
  first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  first.read_until("\r\n\r\n");
  RawClient second(server->endpoint());
  EXPECT_TRUE(second.read_until("\r\n").starts_with("HTTP/1.1 503"));
  EXPECT_EQ(server->counters().connections_refused, 1u);
  first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(first.read_until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, StoppingAnswersWhatIsOpenAndLeavesNothingWaiting) {
  std::promise<Responder> waiting;
  auto server =
      serve([&](const Request&, const Responder& responder) { waiting.set_value(responder); });
  RawClient idle(server->endpoint());
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const Responder responder = waiting.get_future().get();
  auto stopped = std::async(std::launch::async, [&] { server->stop(kPatience); });
  EXPECT_EQ(idle.read_all(), "");  // closed at once
  responder.send({.body = "last words"});
  EXPECT_TRUE(client.read_all().ends_with("last words"));
  ASSERT_EQ(stopped.wait_for(kPatience), std::future_status::ready);
  EXPECT_THROW(HttpClient(server->endpoint()).get("/"), NetError);
}

TEST(HttpServer, AnAnswerAfterTheServerIsGoneGoesNowhere) {
  std::promise<Responder> waiting;
  auto server =
      serve([&](const Request&, const Responder& responder) { waiting.set_value(responder); });
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const Responder responder = waiting.get_future().get();
  server.reset();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(responder.disconnected());
  EXPECT_FALSE(responder.send({}));
}

TEST(HttpClient, SaysWhyThereIsNoAnswer) {
  Endpoint nobody;
  {
    const auto server = serve([](const Request&, const Responder&) {});
    nobody = server->endpoint();
  }
  try {
    HttpClient(nobody).get("/");
    FAIL();
  } catch (const NetError& error) {
    EXPECT_EQ(error.kind(), NetErrorKind::refused);
    EXPECT_NE(std::string(error.what()).find(nobody.text()), std::string::npos);
  }
  std::vector<Responder> kept;
  const auto silent =
      serve([&](const Request&, const Responder& responder) { kept.push_back(responder); });
  try {
    HttpClient(silent->endpoint()).request({.timeout = 50ms});
    FAIL();
  } catch (const NetError& error) {
    EXPECT_EQ(error.kind(), NetErrorKind::timed_out);
  }
}

/// A server whose every answer is the stream.
std::unique_ptr<HttpServer> serve_stream(const std::shared_ptr<EventStream>& stream) {
  return serve([stream](const Request&, const Responder& responder) {
    responder.send({.content_type = "text/event-stream", .stream = stream});
  });
}

TEST(EventStream, WhatIsWrittenArrivesAsItComes) {
  const auto stream = std::make_shared<EventStream>();
  EXPECT_TRUE(stream->write("before "));
  const auto server = serve_stream(stream);
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
  EXPECT_NE(head.find("chunked"), std::string::npos) << head;
  EXPECT_EQ(client.read_until("before \r\n"), "7\r\nbefore \r\n");
  EXPECT_TRUE(stream->write("after"));
  EXPECT_EQ(client.read_until("after\r\n"), "5\r\nafter\r\n");
  stream->end();
  EXPECT_EQ(client.read_all(), "0\r\n\r\n");
  EXPECT_FALSE(stream->write("too late"));
}

TEST(EventStream, AnOrdinaryClientReadsItToItsEnd) {
  const auto stream = std::make_shared<EventStream>();
  stream->write("one ");
  stream->write("two");
  stream->end();
  const auto server = serve_stream(stream);
  EXPECT_EQ(HttpClient(server->endpoint()).get("/").body, "one two");
}

TEST(EventStream, ClosesWithItsClientAndWithItsServer) {
  const auto stream = std::make_shared<EventStream>();
  auto server = serve_stream(stream);
  {
    RawClient client(server->endpoint());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.read_until("\r\n\r\n");
    EXPECT_FALSE(stream->closed());
  }
  while (!stream->closed()) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(stream->write("x"));

  const auto other = std::make_shared<EventStream>();
  server = serve_stream(other);
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
  client.read_until("\r\n\r\n");
  other->write("plain");
  EXPECT_EQ(client.read_until("plain"), "plain");  // the client knows no chunks
  server->stop(kPatience);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(other->closed());
}

TEST(EventStream, AClientThatDoesNotReadIsDropped) {
  const auto stream = std::make_shared<EventStream>();
  const auto server = serve_stream(stream);
  RawClient client(server->endpoint());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.read_until("\r\n\r\n");
  const std::string text(1 << 20, 'x');
  int written = 0;
  while (stream->write(text)) ++written;
  EXPECT_GT(written, 0);
  EXPECT_TRUE(stream->closed());
}

}  // namespace
}  // namespace takt::net
