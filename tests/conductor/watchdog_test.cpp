#include "conductor/watchdog.h"

#include <gtest/gtest.h>

#include "conductor/job_statistics.h"

namespace takt::conductor {
namespace {

ThreadStatus thread(const std::string& job, double running_ms, double doing_ms) {
  ThreadStatus status;
  status.name = "studio:a";
  status.job_id = job;
  status.job_name = "takeNextPart";
  status.running_ms = running_ms;
  status.doing = "waits for playlist:p";
  status.doing_ms = doing_ms;
  status.lock_ms = doing_ms;
  return status;
}

StatusSnapshot snapshot(ThreadStatus status) {
  StatusSnapshot made;
  made.studios.emplace_back().threads.push_back(std::move(status));
  return made;
}

TEST(Watchdog, AStallIsToldOnceForEachJob) {
  Watchdog watchdog({100, 1000});
  const std::vector<std::string> none;
  const std::vector<std::string> stalled{"studio:a"};
  EXPECT_EQ(watchdog.look(snapshot(thread("1", 50, 50))), none);
  EXPECT_EQ(watchdog.look(snapshot(thread("1", 500, 500))), none);
  EXPECT_EQ(watchdog.look(snapshot(thread("1", 1500, 1500))), stalled);
  EXPECT_EQ(watchdog.look(snapshot(thread("1", 2500, 2500))), none);
  EXPECT_EQ(watchdog.look(snapshot(thread("2", 1500, 1500))), stalled);
  // Long, but at something else every while.
  EXPECT_EQ(watchdog.look(snapshot(thread("3", 60'000, 900))), none);
}

TEST(Watchdog, SaysWhereTheTimeGoes) {
  EXPECT_EQ(where_time_goes(thread("1", 10'240, 9'800)),
            "10.2 s: waits for playlist:p for 9.8 s (so far: locks 9.8 s, blueprints 0.0 s, "
            "devices 0.0 s, commits 0.0 s)");
}

TEST(JobStatistics, PhasesAndPercentiles) {
  JobStatistics statistics;
  for (int i = 1; i <= 100; ++i) {
    worker::JobTimings timings;
    timings.commit_ms = i;
    statistics.note("take", i != 7, timings);
  }
  const JobStatisticsSeen seen = statistics.seen();
  EXPECT_EQ(seen.jobs.at("take").done, 99u);
  EXPECT_EQ(seen.jobs.at("take").failed, 1u);
  EXPECT_EQ(seen.jobs.at("take").longest_ms, 100);
  EXPECT_EQ(seen.p50_ms, 51);
  EXPECT_EQ(seen.p99_ms, 100);
  const Histogram& commit = seen.phases[5];
  EXPECT_EQ(commit.count, 100u);
  EXPECT_EQ(commit.sum_ms, 5050);
  EXPECT_EQ(commit.counts[1], 1u);   // up to 1 ms
  EXPECT_EQ(commit.counts[3], 3u);   // 3, 4 and 5
  EXPECT_EQ(commit.counts[11], 0u);  // beyond all bounds
  EXPECT_EQ(seen.mean_ms[5], 50.5);
}

TEST(JobStatistics, UnknownNamesDoNotFillTheMemory) {
  JobStatistics statistics;
  for (int i = 0; i < 1000; ++i) statistics.note(std::to_string(i), false, {});
  EXPECT_EQ(statistics.seen().jobs.size(), JobStatistics::kMaxNames + 1);
  EXPECT_EQ(statistics.seen().jobs.at("other").failed, 1000 - JobStatistics::kMaxNames);
}

}  // namespace
}  // namespace takt::conductor
