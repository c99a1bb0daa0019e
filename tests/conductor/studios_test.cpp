#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "conductor/house.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

const StudioId kOther("studio1");

Change removal(const StudioId& id) {
  return {Collection::studios, id.str(), nullptr};
}

Change blueprint(const std::string& id, const std::string& type) {
  auto document = std::make_shared<BlueprintDocument>();
  document->_id = BlueprintId(id);
  document->blueprintType = type;
  return put_change<BlueprintDocument>(std::move(document));
}

Change studio_with(const StudioId& id, const std::function<void(Studio&)>& change) {
  auto document = std::make_shared<Studio>(studio_document(id));
  change(*document);
  return put_change<Studio>(std::move(document));
}

/// The names of this process's threads.
std::set<std::string> thread_names() {
  std::set<std::string> names;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    names.insert(name);
  }
  return names;
}

class StudiosTest : public testing::Test {
 protected:
  StudiosTest() {
    put_studio(store, kStudio);
    table.add({"name", QueueKind::studio, Delivery::interactive},
              [](JobContext& context, const Json&) -> Json { return Json(context.studio().name); });
    table.add({"blocked", QueueKind::studio, Delivery::interactive},
              [this](JobContext& context, const Json&) -> Json {
                gate.arrive();
                return Json(context.studio().name);
              });
    table.add({"durable", QueueKind::studio, Delivery::durable},
              [](JobContext&, const Json&) -> Json { return "ran"; });
  }
  ~StudiosTest() override { gate.open(); }

  Json name_of(House& house, const StudioId& studio) {
    const JobReport report = house.push(QueueKind::studio, "name", {}, {}, studio).get();
    return report.error ? Json(key_name(report.error->key())) : report.result;
  }

  MemoryStore store;
  JobTable table;
  Gate gate;
};

TEST_F(StudiosTest, StudiosComeAndGoWhileOthersWork) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  Answer on_air = house.push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);

  house.write({studio_with(kOther, [](Studio&) {})});
  house.wait_for_state(kOther, "running");
  EXPECT_EQ(name_of(house, kOther), Json("Studio studio1"));
  for (const char* name : {"play studio1", "ing1 studio1", "ing2 studio1", "evt studio1"}) {
    // It runs when its playout thread does; the others may just be starting.
    House::wait_until([&] { return thread_names().contains(name); });
  }

  house.write({removal(kOther)});
  house.wait_for_state(kOther, "");
  EXPECT_EQ(name_of(house, kOther), Json("StudioNotFound"));
  // The kernel lists a thread a moment longer than its join takes.
  House::wait_until([&] { return !thread_names().contains("play studio1"); });
  EXPECT_TRUE(thread_names().contains("play studio0"));

  EXPECT_FALSE(on_air.is_ready());
  gate.open();
  EXPECT_FALSE(on_air.get().error);
}

TEST_F(StudiosTest, OnlyTheListedStudiosRun) {
  put_studio(store, kOther);
  Options options;
  options.studios = {kOther};
  House house(store, table, options);
  house.wait_for_state(kOther, "running");
  EXPECT_EQ(name_of(house, kStudio), Json("StudioNotFound"));
}

TEST_F(StudiosTest, ChangedSettingsReachTheThreadsBetweenJobs) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  Answer running = house.push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  house.write({studio_with(kStudio, [](Studio& studio) { studio.name = "renamed"; })});
  gate.open();
  EXPECT_EQ(running.get().result, Json("Studio studio0"));
  House::wait_until([&] { return name_of(house, kStudio) == Json("renamed"); });
}

TEST_F(StudiosTest, AStudioThatCannotStartSaysWhyAndStartsWhenItCan) {
  put_studio(store, kOther);
  Transaction broken;
  broken.changes = {
      studio_with(kStudio, [](Studio& studio) { studio.blueprintId = BlueprintId("bp"); })};
  broken.locks.everything = true;
  store.commit(std::move(broken));
  House house(store, table);
  house.wait_for_state(kStudio, "failed");
  const StatusSnapshot status = house.conductor.status();
  EXPECT_EQ(status.studios[0].reason, "Studio blueprint \"bp\" is missing");
  EXPECT_FALSE(status.ready);
  Answer refused = house.push(QueueKind::studio, "name");
  EXPECT_EQ(refused.error(), UserErrorKey::StudioUnavailable);
  house.wait_for_state(kOther, "running");
  EXPECT_EQ(name_of(house, kOther), Json("Studio studio1"));

  house.write({blueprint("bp", "showstyle")});
  House::wait_until([&] {
    return house.conductor.status().studios[0].reason.find("showstyle") != std::string::npos;
  });
  house.write({blueprint("bp", "studio")});
  house.wait_for_state(kStudio, "running");
  EXPECT_TRUE(house.conductor.status().ready);
}

TEST_F(StudiosTest, AShowGoesOnWithItsSettingsWhenChangedOnesAreWrong) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  house.write({studio_with(kStudio, [](Studio& studio) {
    studio.settingsWithOverrides.ensure().defaults["frameRate"] = "many";
  })});
  House::wait_until([&] {
    return house.conductor.status().studios[0].threads[0].reason.find("frameRate") !=
           std::string::npos;
  });
  EXPECT_EQ(name_of(house, kStudio), Json("Studio studio0"));
  EXPECT_EQ(house.state_of(kStudio), "running");
}

TEST_F(StudiosTest, JobsOfARemovedStudioStayForItsReturn) {
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  Answer running = house.push(QueueKind::studio, "blocked");
  gate.wait_for_arrivals(1);
  Answer durable = house.push(QueueKind::studio, "durable");
  durable.wait_accepted();
  House::wait_until([&] { return house.conductor.status().studios[0].queues[0].waiting == 1; });
  house.write({removal(kStudio)});
  EXPECT_EQ(durable.error(), UserErrorKey::StudioUnavailable);
  gate.open();
  house.wait_for_state(kStudio, "");
  EXPECT_EQ(store.waiting_jobs(kStudio).size(), 1u);
  house.write({studio_with(kStudio, [](Studio&) {})});
  House::wait_until([&] { return store.waiting_jobs(kStudio).empty(); });
}

TEST_F(StudiosTest, ThreadsHaveStatusDocuments) {
  const auto status_of = [&](const char* id) {
    const auto document = store.system().find<WorkerThreadDocument>(WorkerThreadId(id));
    return document ? document->statusCode : 0;
  };
  {
    House house(store, table);
    House::wait_until([&] { return status_of("default_ingest:studio0#2") == 1; });
    EXPECT_EQ(store.system().find<WorkerDocument>(WorkerId("default"))->status, "OK");
    house.write({removal(kStudio)});
    House::wait_until([&] { return status_of("default_studio:studio0") == 0; });
    house.write({studio_with(kStudio, [](Studio&) {})});
    House::wait_until([&] { return status_of("default_studio:studio0") == 1; });
  }
  // They stay when the program stops, and say so.
  EXPECT_EQ(status_of("default_studio:studio0"), 4);
  EXPECT_EQ(
      store.system().find<WorkerThreadDocument>(WorkerThreadId("default_studio:studio0"))->reason,
      "Shutting down");
  EXPECT_EQ(store.system().find<WorkerDocument>(WorkerId("default"))->status, "Closed");
}

TEST_F(StudiosTest, ADeviceAnswersAJobThroughItsCommandDocument) {
  table.add({"ask", QueueKind::studio, Delivery::interactive},
            [](JobContext& context, const Json& payload) -> Json {
              return context.run_device_command(PeripheralDeviceId("d"),
                                                {{"functionName", "status"}},
                                                payload.at("timeout").to_number<double>());
            });
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  const auto commands = [&] { return store.studio(kStudio).all<PeripheralDeviceCommand>(); };
  Answer answered = house.push(QueueKind::studio, "ask", JsonObject{{"timeout", 20'000}});
  House::wait_until([&] { return commands().size() == 1; });
  auto reply = std::make_shared<PeripheralDeviceCommand>(*commands()[0]);
  reply->hasReply = true;
  reply->reply = Json("fine");
  house.write({put_change<PeripheralDeviceCommand>(std::move(reply))}, kStudio);
  EXPECT_EQ(answered.get().result, Json("fine"));
  EXPECT_TRUE(commands().empty());
  Answer late = house.push(QueueKind::studio, "ask", JsonObject{{"timeout", 10}});
  EXPECT_EQ(late.get().error->raw_message(),
            "Timeout after 10 ms when executing the function \"status\" on device \"d\"");
  EXPECT_TRUE(commands().empty());
}

}  // namespace
}  // namespace takt::conductor
