#include "replay/runner.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/reflect.h"
#include "base/user_error.h"

namespace takt::replay {
namespace runner_test {

/// A job that does what its payload says, through the real context.
struct Script {
  struct Payload {
    Opt<std::string> put;    // id of an entry to write
    Opt<bool> keep;          // keep_on_failure after that
    Opt<std::string> put2;   // another one, written after
    Opt<Json> queue;         // [queue, data, debounce]
    Opt<std::string> fail;   // "user" or "defect"
    Opt<bool> hash;          // make an id from a random one
    Opt<bool> command;       // ask a device
    JsonObject extra;
  };
};
BOOST_DESCRIBE_STRUCT(Script::Payload, (), (put, keep, put2, queue, fail, hash, command, extra))
TAKT_JSON(Script::Payload)
TAKT_JSON_IMPL(Script::Payload)

struct StudioScript : Script {
  static constexpr JobInfo info{"script", QueueKind::studio, Delivery::durable};
};
struct IngestScript : Script {
  static constexpr JobInfo info{"script", QueueKind::ingest, Delivery::durable};
};

/// A document that no lock guards.
void put_entry(JobContext& context, const std::string& id, const std::string& key) {
  TimelineDatastoreEntry entry;
  entry._id = TimelineDatastoreId(id);
  entry.studioId = context.studio_id();
  entry.key = key;
  context.documents().put(std::move(entry));
}

Json run(JobContext& context, const Script::Payload& payload) {
  if (payload.put) put_entry(context, *payload.put, std::to_string(context.now()));
  if (payload.keep) context.keep_on_failure();
  if (payload.put2) put_entry(context, *payload.put2, "second");
  if (payload.queue) {
    for (const Json& job : payload.queue->as_array()) {
      const auto kind = queue_kind_by_name(std::string(job.at(0).as_string()));
      context.queue_job({*kind, "script", job.at(1), {.debounce_ms = *as_number(job.at(2))}});
    }
  }
  if (payload.fail && *payload.fail == "user") {
    throw UserError(UserErrorKey::TakeRateLimit, {{"duration", 1}}, 429);
  }
  if (payload.fail) throw std::runtime_error("a defect");
  if (payload.hash) put_entry(context, get_hash("of " + context.ids().next()), "hashed");
  if (payload.command) {
    return context.run_device_command(PeripheralDeviceId("d0"), {{"actionId", "go"}}, 1000);
  }
  return nullptr;
}

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() {
    log::set_level(LogLevel::off);
    jobs_.add<StudioScript>(run);
    jobs_.add<IngestScript>(run);
  }

  Json run_steps(const std::string& steps, bool drain = false) {
    const std::string text = R"({"name":"test","blueprints":{},"drain":)" +
                             std::string(drain ? "true" : "false") +
                             R"(,"documents":{"studios":[)" + kStudio + R"(]},"steps":[)" + steps +
                             "]}";
    return run_scenario(read_scenario(parse_json(text), "."), jobs_, {});
  }
  static std::string job(const std::string& data) {
    return R"({"at":1000,"queue":"studio","job":"script","data":)" + data + "}";
  }

  static constexpr const char* kStudio =
      R"({"_id":"studio0","name":"S","supportedShowStyleBase":[],
          "settingsWithDefaults":{"defaults":{},"overrides":[]},
          "mappingsWithOverrides":{"defaults":{},"overrides":[]},
          "routeSetsWithOverrides":{"defaults":{},"overrides":[]},
          "blueprintConfigWithOverrides":{"defaults":{},"overrides":[]},
          "_rundownVersionHash":""})";
  JobTable jobs_;
};

std::vector<std::string> queued_data(const Json& step) {
  std::vector<std::string> out;
  for (const Json& job : step.at("queued").as_array()) out.push_back(dump(job.at("data")));
  return out;
}

TEST_F(RunnerTest, ChangesAreThoseOfTheStep) {
  const Json result = run_steps(job(R"({"put":"a"})") + "," + job(R"({"put":"b"})") + "," +
                                job(R"({"put":"b"})"));
  const JsonArray& steps = result.at("steps").as_array();
  EXPECT_EQ(steps[0].at("changes").at("timelineDatastore").as_object().size(), 1u);
  EXPECT_NE(member(steps[1].at("changes").at("timelineDatastore"), "b"), nullptr);
  EXPECT_EQ(member(steps[1].at("changes").at("timelineDatastore"), "a"), nullptr);
  EXPECT_TRUE(steps[2].at("changes").as_object().empty());
  EXPECT_EQ(member(result, "hashes"), nullptr);
}

TEST_F(RunnerTest, AFailedJobLeavesOnlyWhatItKept) {
  const Json steps = run_steps(
      job(R"({"put":"a","keep":true,"put2":"b","fail":"user"})") + "," +
      job(R"({"put":"c","queue":[["ingest",{},0]],"fail":"defect"})")).at("steps");
  EXPECT_EQ(steps.at(0).at("error").at("key"), Json(29));
  EXPECT_EQ(steps.at(0).at("error").at("args"), parse_json(R"({"duration":1})"));
  const JsonObject& kept = steps.at(0).at("changes").at("timelineDatastore").as_object();
  EXPECT_TRUE(kept.contains("a"));
  EXPECT_FALSE(kept.contains("b"));
  EXPECT_EQ(steps.at(1).at("error").at("key"), Json(0));
  EXPECT_TRUE(steps.at(1).at("changes").as_object().empty());
  EXPECT_TRUE(steps.at(1).at("queued").as_array().empty());
}

TEST_F(RunnerTest, DebouncedJobsAreMergedAndComeLast) {
  const Json steps = run_steps(job(R"({"queue":[["events",{"n":1},1000],["events",{"n":2},500],
      ["ingest",{"n":3},0],["events",{"n":4},500],["events",{"n":2},500]]})")).at("steps");
  EXPECT_EQ(queued_data(steps.at(0)),
            (std::vector<std::string>{"{\"n\":3}", "{\"n\":4}", "{\"n\":2}", "{\"n\":1}"}));
}

TEST_F(RunnerTest, DrainTakesTheStudioQueueFirst) {
  const Json steps = run_steps(job(R"({"queue":[["ingest",{"queue":[["studio",{"put":"x"},500]]},0],
      ["ingest",{"fail":"user"},0],["studio",{"put":"y"},0]]})"), true).at("steps");
  std::string order;
  for (const Json& drained : steps.at(0).at("drained").as_array()) {
    order += string_member(drained, "queue").substr(0, 1) + (member(drained, "error") ? "! " : " ");
  }
  EXPECT_EQ(order, "s i s i! ");
  EXPECT_EQ(steps.at(0).at("queued").as_array().size(), 4u);
  EXPECT_EQ(steps.at(0).at("changes").at("timelineDatastore").as_object().size(), 2u);
}

TEST_F(RunnerTest, RandomHashesAreListed) {
  const Json result = run_steps(job(R"({"hash":true})"));
  const std::string hash = get_hash("of randomId000001_");
  EXPECT_EQ(result.at("hashes"), Json(JsonObject{{hash, "of randomId000001_"}}));
}

TEST_F(RunnerTest, DevicesAnswerAtOnce) {
  const Json step = run_steps(job(R"({"command":true})")).at("steps").at(0);
  EXPECT_EQ(step.at("result"), parse_json(R"({"result":0})"));
  EXPECT_EQ(step.at("deviceCommands"),
            parse_json(R"([{"actionId":"go","deviceId":"d0","hasReply":false}])"));
}

TEST_F(RunnerTest, WriteSteps) {
  const Json steps = run_steps(
      R"({"at":1,"write":{"segments":[{"_id":"a","_rank":1,"externalId":"e","rundownId":"r","name":"n"}]}},
         {"at":2,"write":{"segments":[{"_id":"a","$merge":true,"name":"m"}]}},
         {"at":3,"write":{"segments":[{"_id":"a","$remove":true}]}})").at("steps");
  EXPECT_EQ(string_member(steps.at(0).at("changes").at("segments").at("a"), "name"), "n");
  const Json& merged = steps.at(1).at("changes").at("segments").at("a");
  EXPECT_EQ(string_member(merged, "name"), "m");
  EXPECT_EQ(string_member(merged, "externalId"), "e");
  EXPECT_EQ(steps.at(2).at("changes").at("segments").at("a"), Json(nullptr));
}

TEST_F(RunnerTest, UnknownJobsFail) {
  const Json step = run_steps(R"({"at":1,"queue":"events","job":"script"})").at("steps").at(0);
  EXPECT_EQ(string_member(step.at("error"), "keyName"), "JobUnknown");
}

}  // namespace runner_test
}  // namespace takt::replay
