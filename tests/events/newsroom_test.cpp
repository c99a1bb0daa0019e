#include "events/newsroom.h"

#include <gtest/gtest.h>

#include "blueprints/test_job.h"

namespace takt::events {
namespace {

/// A rundown from a newsroom device of this studio.
class NewsroomTest : public testing::Test {
 protected:
  NewsroomTest() {
    put_rundown(R"({"type":"nrcs","peripheralDeviceId":"mos0"})");
    put_device("mos", "studio0");
  }

  void put_rundown(std::string_view source) {
    job_.put(Collection::rundowns,
             fmt::format(R"({{"_id":"r","externalId":"ro1","studioId":"studio0","name":"Rundown",
               "showStyleBaseId":"base0","showStyleVariantId":"variant0","source":{},
               "created":0,"modified":0,"importVersions":{{}},"timing":{{"type":"none"}},
               "playlistId":"p"}})",
                         source));
  }
  void put_device(std::string_view type, std::string_view studio) {
    job_.put(Collection::peripheralDevices,
             fmt::format(R"({{"_id":"gw","studioAndConfigId":{{"studioId":"{}"}}}})", studio));
    job_.put(
        Collection::peripheralDevices,
        fmt::format(R"({{"_id":"mos0","category":"ingest","type":"{}","parentDeviceId":"gw"}})",
                    type));
  }
  void notify(const char* part, bool rehearsal = false) {
    NotifyCurrentlyPlayingPart::Payload payload;
    payload.rundownId = RundownId("r");
    payload.isRehearsal = rehearsal;
    if (part != nullptr) payload.partExternalId = part;
    notify_currently_playing_part(job_, payload);
  }
  std::string noted() {
    return job_.documents()
        .find<Rundown>(RundownId("r"))
        ->notifiedCurrentPlayingPartExternalId.value_or("");
  }
  /// Runs what was queued; the commands that were sent.
  std::vector<std::string> sent() {
    for (const QueuedJob& queued : std::exchange(job_.queued, {})) {
      EXPECT_EQ(queued.name, "sendStoryStatus");
      EXPECT_TRUE(queued.options.low_priority);
      SendStoryStatus::Payload payload;
      from_json(payload, queued.data, reflect::Path("payload"));
      send_story_status(job_, payload);
    }
    return std::exchange(job_.commands, {});
  }

  blueprints::TestJob job_;
};

std::vector<std::string> play(const std::string& story) {
  return {R"(mos0 {"functionName":"setStoryStatus","args":["ro1",")" + story + R"(","PLAY"]})"};
}

TEST_F(NewsroomTest, IsToldOfEachOtherStoryOnce) {
  notify("a");
  EXPECT_EQ(noted(), "a");
  EXPECT_EQ(sent(), play("a"));
  notify("a");
  EXPECT_TRUE(sent().empty());
  notify("b");
  EXPECT_EQ(sent(), play("b"));
}

TEST_F(NewsroomTest, IsNeverToldOfAStop) {
  notify("a");
  sent();
  notify(nullptr);
  EXPECT_EQ(noted(), "");
  EXPECT_TRUE(sent().empty());
  notify("a");
  EXPECT_EQ(sent(), play("a"));
}

TEST_F(NewsroomTest, HearsNothingOfRehearsals) {
  notify("a");
  sent();
  notify("b", true);
  EXPECT_EQ(noted(), "");
  EXPECT_TRUE(sent().empty());
}

TEST_F(NewsroomTest, IsNotToldOfWhatHasPassed) {
  notify("a");
  notify("b");
  EXPECT_EQ(sent(), play("b"));
}

TEST_F(NewsroomTest, OnlyMosDevicesOfThisStudioAreTold) {
  put_device("spreadsheet", "studio0");
  notify("a");
  EXPECT_EQ(noted(), "a");
  EXPECT_TRUE(sent().empty());
  put_device("mos", "elsewhere");
  notify("b");
  EXPECT_EQ(noted(), "a");
  put_rundown(R"({"type":"http"})");
  notify("b");
  EXPECT_TRUE(sent().empty());
}

TEST_F(NewsroomTest, ADeviceThatFailsIsOnlyLogged) {
  job_.device_error = "closed";
  notify("a");
  EXPECT_EQ(sent(), play("a"));
  notify("b");
  EXPECT_EQ(sent(), play("b"));
}

}  // namespace
}  // namespace takt::events
