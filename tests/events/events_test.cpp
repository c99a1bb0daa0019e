#include "events/jobs.h"

#include <gtest/gtest.h>

#include "blueprints/test_job.h"
#include "events/timecode.h"

namespace takt::events {
namespace {

TEST(Timecode, CountsWholeFrames) {
  EXPECT_EQ(duration_timecode(1234, 25), "00:00:01:05");
  EXPECT_EQ(duration_timecode(3'599'999, 50), "00:59:59:49");
  // Drop frame: ten minutes of the clock are ten minutes of the code.
  EXPECT_EQ(duration_timecode(600'000, 29.97), "00:10:00;00");
  EXPECT_EQ(duration_timecode(60'061, 29.97), "00:01:00;02");
}

/// A show style with these hooks, and a rundown with three played parts in two segments.
class EventsTest : public testing::Test {
 protected:
  explicit EventsTest() { add_jobs(table_); }

  void use(std::string_view hooks, bool rehearsal = false) {
    job_ = std::make_unique<blueprints::TestJob>(
        "getBaseline: () => ({}), getShowStyleId: () => null", hooks);
    job_->put(Collection::rundownPlaylists,
              fmt::format(R"({{"_id":"p","externalId":"p","studioId":"studio0","name":"Show",
                "created":0,"modified":0,"timing":{{"type":"none"}},"rehearsal":{},
                "previousPartsInfo":[],"rundownIdsInOrder":["r"],"tTimers":[]}})",
                          rehearsal));
    job_->put(Collection::rundowns,
              R"({"_id":"r","externalId":"r","studioId":"studio0","name":"Rundown",
                "showStyleBaseId":"base0","showStyleVariantId":"variant0",
                "source":{"type":"http"},"created":0,"modified":0,"importVersions":{},
                "timing":{"type":"none"},"playlistId":"p"})");
    for (int take = 1; take <= 3; ++take) {
      job_->put(Collection::partInstances,
                fmt::format(R"({{"_id":"i{0}","rundownId":"r","segmentId":"s","takeCount":{0},
                  "playlistActivationId":"a","segmentPlayoutId":"sp{1}",
                  "part":{{"_id":"part{0}","_rank":{0},"rundownId":"r","segmentId":"s",
                    "externalId":"e{0}","title":"Part","untimed":{2}}}}})",
                            take, take / 2, take == 1));
    }
  }
  void run(const char* name, std::string_view payload) {
    EXPECT_TRUE(
        table_.find(QueueKind::events, name)->handler(*job_, parse_json(payload)).is_null());
  }
  std::vector<Doc<ExternalMessage>> messages() { return job_->documents().all<ExternalMessage>(); }

  JobTable table_;
  std::unique_ptr<blueprints::TestJob> job_;
};

TEST_F(EventsTest, ATimingEventSeesItsNeighboursAndItsMessagesAreQueued) {
  use(R"(onRundownTimingEvent: async (context) => {
    const id = (part) => part && part._id
    const same = await context.getPartInstancesInSegmentPlayoutId(context.currentPart)
    return [null, { type: 'slack', receiver: 'url', extra: null, message: [
      id(context.previousPart), id(context.currentPart), id(context.nextPart),
      id(await context.getFirstPartInstanceInRundown()),
      id(await context.getFirstPartInstanceInRundown(true)),
      same.map(id).join(), context.formatDurationAsTimecode(1000), context.rundownId,
    ].join(' ') }]
  })");
  run("partInstanceTimings", R"({"playlistId":"p","partInstanceId":"i2"})");
  ASSERT_EQ(messages().size(), 1u);
  EXPECT_EQ(to_json(*messages()[0]),
            parse_json(R"({"_id":"randomId000001_","studioId":"studio0","rundownId":"r",
              "type":"slack","receiver":"url","message":"i1 i2 i3 i2 i1 i2,i3 00:00:01:00 r",
              "created":1600000000000,"expires":1603024000000,"tryCount":0,"manualRetry":false})"));
}

TEST_F(EventsTest, AMessageOfItsOwnRundownIsReplacedAndReleased) {
  use(R"(onRundownDataChangedEvent: async (context) => {
    const [waiting] = await context.getAllUnsentQueuedMessages()
    return [
      { _id: waiting._id, type: 'slack', receiver: 'url', message: 'new' },
      { _id: 'unknown', type: 'slack', receiver: 'url', message: 'new' },
      { type: 'slack', receiver: 'url' },
    ]
  })");
  job_->put(Collection::externalMessageQueue,
            R"({"_id":"m","studioId":"studio0","rundownId":"r","type":"slack","receiver":"old",
              "message":"old","created":5,"queueForLaterReason":"wait"})");
  run("rundownDataChanged", R"({"playlistId":"p","rundownId":"r"})");
  ASSERT_EQ(messages().size(), 1u);
  EXPECT_EQ(to_json(*messages()[0]),
            parse_json(R"({"_id":"m","studioId":"studio0","rundownId":"r","type":"slack",
              "receiver":"url","message":"new","created":5})"));
}

TEST_F(EventsTest, NothingIsStoredInARehearsal) {
  use(R"(onRundownDataChangedEvent: () =>
    Promise.resolve([{ type: 'slack', receiver: 'url', message: 'm' }]))",
      true);
  run("rundownDataChanged", R"({"playlistId":"p","rundownId":"r"})");
  EXPECT_TRUE(messages().empty());
}

TEST_F(EventsTest, WhatIsWrongIsLoggedAndNeverFailsTheJob) {
  use("onRundownTimingEvent: () => { throw new Error('broke') }");
  run("partInstanceTimings", R"({"playlistId":"p","partInstanceId":"i2"})");
  run("partInstanceTimings", R"({"playlistId":"p","partInstanceId":"nothing"})");
  run("partInstanceTimings", R"({"playlistId":"other","partInstanceId":"i2"})");
  run("rundownDataChanged", R"({"playlistId":"p","rundownId":"nothing"})");
  // No such hook.
  run("rundownDataChanged", R"({"playlistId":"p","rundownId":"r"})");
  EXPECT_TRUE(messages().empty());
}

}  // namespace
}  // namespace takt::events
