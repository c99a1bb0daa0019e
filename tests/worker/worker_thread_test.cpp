#include "worker/worker_thread.h"

#include <gtest/gtest.h>

#include <deque>

#include "worker/test_world.h"

namespace takt::worker {
namespace {

using namespace testing_world;

class NoDevices final : public DeviceCommands {
 public:
  Json run(const StudioId&, PeripheralDeviceCommand, double) override { return nullptr; }
};

/// Hands out jobs that all wait from the beginning, and notes what happens.
class WaitingJobs final : public JobSource {
 public:
  explicit WaitingJobs(std::deque<std::string> names) : names_(std::move(names)) {}

  Wake next(JobTask& task) override {
    if (names_.empty()) return Wake::stop;
    task.id = JobId(names_.front());
    task.queue = QueueKind::studio;
    task.name = names_.front();
    names_.pop_front();
    return Wake::job;
  }
  void finished(JobTask task, JobOutcome) override { trace.push_back("answered " + task.name); }
  bool idle() override { return names_.empty(); }

  std::vector<std::string> trace;

 private:
  std::deque<std::string> names_;
};

std::vector<std::string> trace_of(const JobTable& table, WaitingJobs& jobs) {
  MemoryStore store;
  put_studio(store, kStudio);
  const ManualClock clock;
  NoDevices devices;
  SoleLocks locks;
  NoFollowUps follow_ups;
  WorkerThread::Setup setup;
  setup.name = setup.os_name = "playout";
  setup.studio = kStudio;
  WorkerThread thread(std::move(setup), {table, store, clock, devices}, jobs, locks, follow_ups);
  thread.start();
  thread.join();
  return jobs.trace;
}

TEST(WorkerThread, DoesWhatAJobLeavesForLaterWhenItIsAnsweredAndNobodyWaits) {
  WaitingJobs jobs({"first", "second"});
  JobTable table;
  for (const std::string name : {"first", "second"}) {
    table.add({name, QueueKind::studio, Delivery::interactive},
              [&jobs, name](JobContext& context, const Json&) -> Json {
                context.when_idle([&jobs, name] {
                  jobs.trace.push_back("ahead of " + name);
                  throw std::runtime_error("not ready");
                });
                context.when_idle([&jobs, name] { jobs.trace.push_back("more of " + name); });
                return nullptr;
              });
  }
  EXPECT_EQ(trace_of(table, jobs), (std::vector<std::string>{"answered first", "answered second",
                                                             "ahead of second", "more of second"}));
}

}  // namespace
}  // namespace takt::worker
