// Pushing to each of the three queues over HTTP: success, a UserError, a defect, a wait that runs
// out, a caller who goes away. The real door, conductor and (in memory) store; only the jobs are
// the test's own.

#include <gtest/gtest.h>

#include <future>

#include "base/reflect.h"
#include "door/door.h"
#include "events/messages/message_service.h"
#include "net/http_client.h"
#include "store/memory_store.h"

namespace takt::door {

/// How the probe job ends: "done", "refused", "defect", or "held" until the test opens the gate.
struct ProbePayload {
  std::string how;
};
BOOST_DESCRIBE_STRUCT(ProbePayload, (), (how))
void from_json(ProbePayload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}

namespace {

constexpr auto kPatience = std::chrono::seconds(30);

/// Opened by the test; jobs of the running test wait for it. And how often a job ran.
struct JobGate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int runs = 0;

  void reset() {
    const std::lock_guard lock(mutex);
    open = false;
    runs = 0;
  }
  void set_open() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
  bool wait_for_runs(int count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, kPatience, [&] { return runs >= count; });
  }
};
JobGate gate;

Json probe(JobContext&, const ProbePayload& payload) {
  if (payload.how == "refused") {
    throw UserError(UserErrorKey::TakeRateLimit, {{"duration", 700}}, 429);
  }
  if (payload.how == "defect") throw std::logic_error("the inner text");
  std::unique_lock lock(gate.mutex);
  if (payload.how == "held") gate.changed.wait(lock, [] { return gate.open; });
  ++gate.runs;
  gate.changed.notify_all();
  return JsonObject{{"how", payload.how}};
}

template <QueueKind kQueue, Delivery kDelivery>
struct Probe {
  static constexpr JobInfo info{"probe", kQueue, kDelivery};
  using Payload = ProbePayload;
};

struct QueueCase {
  QueueKind queue;
  const char* name;
};

class Jobs : public testing::TestWithParam<QueueCase> {
 protected:
  Jobs() {
    gate.reset();
    table_.add<Probe<QueueKind::studio, Delivery::interactive>>(probe);
    table_.add<Probe<QueueKind::ingest, Delivery::durable>>(probe);
    table_.add<Probe<QueueKind::events, Delivery::coalescing>>(probe);
    Transaction studio;
    studio.changes.push_back(
        json_change(Collection::studios, parse_json(R"({"_id": "s", "name": "S"})")));
    studio.locks.everything = true;
    store_.commit(std::move(studio));
    conductor_ =
        std::make_unique<conductor::Conductor>(store_, table_, clock_, conductor::Options{});
    // Not started: no message is sent here.
    messages_ = std::make_unique<events::MessageService>(
        events::MessageService::World{store_, clock_, {}, {}, {}}, events::DeliveryRules{});
    door_ = std::make_unique<Door>(DoorOptions{}, store_, *conductor_, *messages_, clock_);
    door_->start();
    main_ = std::thread([this] { EXPECT_TRUE(conductor_->run()); });
    while (client().get("/readyz").status != 200) std::this_thread::yield();
  }
  ~Jobs() override {
    gate.set_open();
    door_->close_gate();
    conductor_->request_stop();
    main_.join();
    door_->stop(kPatience);
    door_.reset();
    messages_.reset();
    conductor_.reset();
  }

  net::HttpClient client() const { return net::HttpClient(door_->endpoint()); }
  std::string target(const std::string& query) const {
    return fmt::format("/api/jobs/{}%3As/probe?{}", GetParam().name, query);
  }
  net::Response push(const char* how, const std::string& query) const {
    return client().request({.method = "POST",
                             .target = target(query),
                             .body = fmt::format(R"({{"how": "{}"}})", how)});
  }
  net::Response outcome(const net::Response& ticket, const std::string& query) const {
    return client().get("/api/jobs/" + string_member(parse_json(ticket.body), "jobId") + "?" +
                        query);
  }

  MemoryStore store_;
  JobTable table_;
  SystemClock clock_;
  std::unique_ptr<conductor::Conductor> conductor_;
  std::unique_ptr<events::MessageService> messages_;
  std::unique_ptr<Door> door_;
  std::thread main_;
};

TEST_P(Jobs, SuccessGivesResultAndTimings) {
  const net::Response reply = push("done", "wait=30000");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json body = parse_json(reply.body);
  EXPECT_EQ(body.at("state"), Json("done"));
  EXPECT_EQ(body.at("result"), (Json{{"how", "done"}}));
  EXPECT_TRUE(body.at("timings").as_object().contains("queued"));
}

TEST_P(Jobs, AUserErrorComesBackWhole) {
  const net::Response reply = push("refused", "wait=30000");
  EXPECT_EQ(reply.status, 429);
  const auto error = UserError::from_json(parse_json(reply.body));
  ASSERT_TRUE(error) << reply.body;
  EXPECT_EQ(error->key(), UserErrorKey::TakeRateLimit);
  const Json body = parse_json(reply.body);
  EXPECT_EQ(body.at("userMessage").at("args").at("duration"), Json(700));
}

TEST_P(Jobs, ADefectIsAnInternalError) {
  const net::Response reply = push("defect", "wait=30000");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(parse_json(reply.body).at("key"), Json(0));
  EXPECT_EQ(push("done", "wait=30000").status, 200);
}

TEST_P(Jobs, AWaitThatRunsOutGivesATicket) {
  const net::Response ticket = push("held", "wait=1");
  ASSERT_EQ(ticket.status, 202) << ticket.body;
  EXPECT_EQ(outcome(ticket, "wait=1").status, 202);
  gate.set_open();
  const net::Response later = outcome(ticket, "wait=30000");
  EXPECT_EQ(later.status, 200) << later.body;
  EXPECT_EQ(parse_json(later.body).at("result"), (Json{{"how", "held"}}));
}

TEST_P(Jobs, WithoutAWaitTheTicketComesOnceItIsAccepted) {
  const net::Response ticket = push("held", "wait=0");
  ASSERT_EQ(ticket.status, 202) << ticket.body;
  gate.set_open();
  EXPECT_EQ(outcome(ticket, "wait=30000").status, 200);
}

TEST_P(Jobs, AFailureIsKeptForItsTicket) {
  const net::Response refusal = push("refused", "wait=30000");
  const auto job = std::find_if(refusal.headers.begin(), refusal.headers.end(),
                                [](const auto& header) { return header.first == "x-takt-job"; });
  ASSERT_NE(job, refusal.headers.end());
  const net::Response later = client().get("/api/jobs/" + job->second);
  EXPECT_EQ(later.status, 429) << later.body;
  EXPECT_EQ(parse_json(later.body).at("key"), parse_json(refusal.body).at("key"));
}

TEST_P(Jobs, ACallerWhoGoesAwayChangesNothing) {
  EXPECT_THROW(client().request({.method = "POST",
                                 .target = target("wait=30000"),
                                 .body = R"({"how": "held"})",
                                 .timeout = std::chrono::milliseconds(100)}),
               net::NetError);
  gate.set_open();
  EXPECT_TRUE(gate.wait_for_runs(1));
  EXPECT_EQ(push("done", "wait=30000").status, 200);
}

TEST_P(Jobs, WhatIsNotThereIsRefusedByName) {
  const auto refused = [&](const std::string& queue, const std::string& job) {
    return client().request({.method = "POST",
                             .target = "/api/jobs/" + queue + "/" + job + "?wait=1000",
                             .body = "{}"});
  };
  const net::Response no_job = refused(std::string(GetParam().name) + ":s", "nothing");
  EXPECT_EQ(no_job.status, 404) << no_job.body;
  EXPECT_NE(no_job.body.find("nothing"), std::string::npos);
  const net::Response no_studio = refused(std::string(GetParam().name) + ":elsewhere", "probe");
  EXPECT_EQ(no_studio.status, 404) << no_studio.body;
  EXPECT_NE(no_studio.body.find("elsewhere"), std::string::npos);
  EXPECT_EQ(refused("radio:s", "probe").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Queues, Jobs,
                         testing::Values(QueueCase{QueueKind::studio, "studio"},
                                         QueueCase{QueueKind::ingest, "ingest"},
                                         QueueCase{QueueKind::events, "events"}),
                         [](const auto& queue) { return std::string(queue.param.name); });

}  // namespace
}  // namespace takt::door
