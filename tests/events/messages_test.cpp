#include <gtest/gtest.h>

#include <future>

#include "events/messages/courier.h"
#include "events/messages/message_service.h"
#include "net/http_server.h"
#include "store/memory_store.h"

namespace takt::events {
namespace {

ExternalMessage message_of(std::string_view json) {
  ExternalMessage message;
  from_json(message, parse_json(json), reflect::Path("message"));
  return message;
}

TEST(MessageState, IsWhatTheDocumentSays) {
  const auto state = [](std::string_view rest) {
    return message_state_name(
        message_state(message_of(fmt::format(R"({{"_id":"m","studioId":"s"{}}})", rest)), 1000));
  };
  EXPECT_EQ(state(""), "waiting");
  EXPECT_EQ(state(R"(,"sent":5,"expires":7)"), "sent");
  EXPECT_EQ(state(R"(,"expires":1000)"), "expired");
  EXPECT_EQ(state(R"(,"expires":1001)"), "waiting");
  EXPECT_EQ(state(R"(,"errorFatal":true)"), "failed");
  EXPECT_EQ(state(R"(,"hold":true)"), "held");
  EXPECT_EQ(state(R"(,"queueForLaterReason":"soon")"), "later");
  EXPECT_EQ(state(R"(,"retryUntil":999)"), "overdue");
  EXPECT_EQ(state(R"(,"retryUntil":999,"manualRetry":true)"), "waiting");
}

TEST(MessageState, PausesGrowUntilTheLimitOfTries) {
  const DeliveryRules rules{100, 300, 4, 1000};
  ExternalMessage message = message_of(R"({"_id":"m","studioId":"s"})");
  std::vector<double> pauses;
  for (int i = 0; i < 4; ++i) {
    message = with_try_begun(message, 1000);
    message = with_try_ended(message, 1001, {TryEnd::refused, "no"}, rules);
    pauses.push_back(next_try(message, rules) - 1000);
  }
  EXPECT_EQ(pauses, (std::vector<double>{100, 200, 300, 300}));
  EXPECT_EQ(message_state(message, 1002), MessageState::failed);
  EXPECT_EQ(message.extra.at("errorMessage"), "given up after 4 tries: no");
  message = with_retry(message);
  EXPECT_EQ(message_state(message, 1002), MessageState::waiting);
  EXPECT_EQ(next_try(message, rules), 0);
}

TEST(MessageState, ReceiversThatAreNotThereDoNotUseUpTries) {
  const DeliveryRules rules{100, 300, 1, 1000};
  ExternalMessage message = message_of(R"({"_id":"m","studioId":"s"})");
  for (int i = 0; i < 5; ++i) {
    message = with_try_ended(with_try_begun(message, 1), 2, {TryEnd::unreachable, "gone"}, rules);
  }
  EXPECT_EQ(message.tryCount, 5.0);
  EXPECT_EQ(message_state(message, 3), MessageState::waiting);
  EXPECT_EQ(message.extra.at("errorMessage"), "gone");
  EXPECT_EQ(message_state(with_try_ended(message, 2, {TryEnd::impossible, "never"}, rules), 3),
            MessageState::failed);
}

TEST(Receiver, IsNamedWithoutItsSecrets) {
  const std::string rabbit =
      receiver_label("rabbitmq", parse_json(R"({"host":"amqp://me:secret@broker:5672/v"})"));
  EXPECT_TRUE(rabbit.starts_with("amqp://broker:5672 ")) << rabbit;
  const std::string slack = receiver_label("slack", Json("https://hooks.example/T0/secret"));
  EXPECT_TRUE(slack.starts_with("https://hooks.example ")) << slack;
  EXPECT_NE(slack, receiver_label("slack", Json("https://hooks.example/T0/other")));
}

/// A service on a store in memory, and a receiver whose answers the test chooses.
class MessageServiceTest : public testing::Test {
 protected:
  MessageServiceTest() {
    Transaction transaction;
    transaction.locks.everything = true;
    transaction.changes.push_back(json_change(
        Collection::studios, parse_json(R"({"_id":"s","name":"S","supportedShowStyleBase":[],
          "settingsWithOverrides":{"defaults":{},"overrides":[]},
          "blueprintConfigWithOverrides":{"defaults":{},"overrides":[]},
          "mappingsWithOverrides":{"defaults":{},"overrides":[]},
          "routeSetsWithOverrides":{"defaults":{},"overrides":[]},
          "routeSetExclusivityGroupsWithOverrides":{"defaults":{},"overrides":[]},
          "packageContainersWithOverrides":{"defaults":{},"overrides":[]},
          "previewContainerIds":[],"thumbnailContainerIds":[]})")));
    store_.commit(std::move(transaction));
    server_.start();
  }
  ~MessageServiceTest() override {
    service_.reset();
    server_.stop(std::chrono::milliseconds(0));
  }

  void start() {
    MessageService::World world{store_, clock_, {}, nullptr, nullptr};
    world.write = [this](const StudioId& studio, ChangeSet changes, MessageService::Done done) {
      write(studio, std::move(changes));
      done(std::nullopt);
    };
    service_ = std::make_unique<MessageService>(std::move(world), DeliveryRules{1, 5, 3, 5000});
    service_->start();
  }
  void write(const StudioId& studio, ChangeSet changes) {
    Transaction transaction;
    transaction.studio = studio;
    transaction.changes = std::move(changes);
    store_.commit(std::move(transaction));
  }
  void put(const std::string& id, std::string_view body, std::string_view type = "http") {
    write(
        StudioId("s"),
        {json_change(Collection::externalMessageQueue,
                     JsonObject{{"_id", id},
                                {"studioId", "s"},
                                {"type", type},
                                {"receiver", fmt::format("http://{}/", server_.endpoint().text())},
                                {"message", body},
                                {"created", number(clock_.now())}})});
  }
  MessageState state_of(const std::string& id) {
    const auto found = store_.studio(StudioId("s")).find<ExternalMessage>(ExternalMessageId(id));
    return message_state(*found, clock_.now());
  }
  void until(const std::function<bool()>& condition) {
    while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::vector<std::string> got() {
    const std::lock_guard lock(mutex_);
    return got_;
  }

  const SystemClock clock_;
  MemoryStore store_;
  std::mutex mutex_;
  std::vector<std::string> got_;     // ids and bodies of what was taken; guarded by mutex_
  std::atomic<bool> cured_ = false;  // takes what it refused before
  net::HttpServer server_{
      {.listen = {"127.0.0.1", 0}}, [this](net::Request request, const net::Responder& responder) {
        const bool refuses = request.body == "poison" && !cured_;
        if (!refuses) {
          const std::lock_guard lock(mutex_);
          got_.push_back(*request.header("x-takt-message-id") + " " + request.body);
        }
        responder.send({.status = refuses ? 400 : 200, .body = "\"ok\""});
      }};
  std::unique_ptr<MessageService> service_;
};

TEST_F(MessageServiceTest, SendsWhatIsThereAndWhatComesInOrder) {
  for (int i = 0; i < 5; ++i) put(fmt::format("a{}", i), "x");
  start();
  for (int i = 0; i < 5; ++i) put(fmt::format("b{}", i), "x");
  until([&] { return state_of("b4") == MessageState::sent; });
  EXPECT_EQ(got(), (std::vector<std::string>{"a0 x", "a1 x", "a2 x", "a3 x", "a4 x", "b0 x", "b1 x",
                                             "b2 x", "b3 x", "b4 x"}));
}

TEST_F(MessageServiceTest, PoisonStepsAsideAndFailsAfterItsTries) {
  put("p", "poison");
  put("q", "good");
  start();
  until([&] { return state_of("p") == MessageState::failed; });
  until([&] { return state_of("q") == MessageState::sent; });
  EXPECT_EQ(got(), std::vector<std::string>{"q good"});
  const MessagesStatus status = service_->status();
  EXPECT_EQ(status.tries.at("http").at(static_cast<size_t>(TryEnd::refused)), 3u);
  cured_ = true;
  std::promise<bool> done;
  service_->act(ExternalMessageId("p"), MessageVerb::retry,
                [&](const std::optional<UserError>& error) { done.set_value(!error); });
  EXPECT_TRUE(done.get_future().get());
  until([&] { return state_of("p") == MessageState::sent; });
}

TEST_F(MessageServiceTest, AnUnknownTypeFailsAtOnce) {
  put("u", "x", "SOAP");
  start();
  until([&] { return state_of("u") == MessageState::failed; });
  const auto found = store_.studio(StudioId("s")).find<ExternalMessage>(ExternalMessageId("u"));
  EXPECT_EQ(found->extra.at("errorMessage"), "unknown message type \"SOAP\"");
}

TEST_F(MessageServiceTest, ActsOnNothingAreToldSo) {
  start();
  std::promise<int> done;
  service_->act(
      ExternalMessageId("none"), MessageVerb::hold,
      [&](const std::optional<UserError>& error) { done.set_value(error->error_code()); });
  EXPECT_EQ(done.get_future().get(), 404);
}

}  // namespace
}  // namespace takt::events
