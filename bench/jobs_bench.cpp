// Durable jobs that do nothing, through the whole path: pushed, acknowledged on disk, started, run,
// completed, answered. In one studio and in 16, beside bare transactions of the same rows in groups
// as large as the studios allow. Figures: durable_jobs_<studios>_per_s,
// durable_jobs_<studios>_ratio.
#include <condition_variable>
#include <mutex>
#include <thread>

#include "bare_commit.h"
#include "base/log.h"
#include "conductor/conductor.h"
#include "harness.h"
#include "store/sqlite/sqlite_store.h"

namespace takt::bench {
namespace {

constexpr int kJobs = 3200;
constexpr int kInFlight = 64;  // in each studio
constexpr size_t kRowBytes = 250;

StudioId studio_id(int i) {
  return StudioId("studio" + std::to_string(i));
}

void put_studios(Store& store, int studios) {
  Transaction transaction;
  for (int i = 0; i < studios; ++i) {
    Studio studio;
    studio._id = studio_id(i);
    studio.name = studio._id.str();
    transaction.changes.push_back(put_change<Studio>(std::make_shared<Studio>(studio)));
  }
  transaction.locks.everything = true;
  store.commit(std::move(transaction));
}

/// Jobs in flight, bounded.
class Flight {
 public:
  explicit Flight(int limit) : limit_(limit) {}
  void take_off() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return flying_ < limit_; });
    ++flying_;
  }
  void land() {
    const std::lock_guard lock(mutex_);
    --flying_;
    changed_.notify_one();
  }
  void wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return flying_ == 0; });
  }

 private:
  const int limit_;
  int flying_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

double jobs_per_second(int studios) {
  const DataFolder folder("durable_jobs");
  SqliteOptions options;
  options.folder = folder.path();
  SqliteStore store(options);
  put_studios(store, studios);
  JobTable table;
  table.add({"nothing", QueueKind::ingest, Delivery::durable},
            [](JobContext&, const Json&) -> Json { return nullptr; });
  const SystemClock clock;
  conductor::Conductor conductor(store, table, clock, {});
  std::thread loop([&] { conductor.run(); });
  while (!conductor.status().ready) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  Flight flight(kInFlight * studios);
  const double taken_us = time_us([&] {
    for (int i = 0; i < kJobs; ++i) {
      flight.take_off();
      conductor::JobRequest request;
      request.studio = studio_id(i % studios);
      request.queue = QueueKind::ingest;
      request.name = "nothing";
      request.payload = JsonObject{{"rundownExternalId", std::to_string(i % 4)}};
      conductor.push(std::move(request),
                     {nullptr, [&flight](const conductor::JobReport&) { flight.land(); }});
    }
    flight.wait_for_all();
  });
  conductor.request_stop();
  loop.join();
  return kJobs / (taken_us / 1e6);
}

double bare_per_second(int group) {
  const DataFolder folder("bare_jobs");
  BareCommit bare(folder.path(), std::vector<size_t>(static_cast<size_t>(group), kRowBytes));
  constexpr int kCommits = 300;
  const double taken_us = time_us([&] {
    for (int i = 0; i < kCommits; ++i) bare.commit();
  });
  return kCommits * group / (taken_us / 1e6);
}

void run() {
  log::set_level(LogLevel::off);
  Report report("durable jobs");
  for (const int studios : {1, 16}) {
    const double before = bare_per_second(studios);
    const double jobs = jobs_per_second(studios);
    const double after = bare_per_second(studios);
    report.add(fmt::format("durable_jobs_{}_per_s", studios), jobs, "/s");
    report.add_ratio(fmt::format("durable_jobs_{}_ratio", studios), jobs, (before + after) / 2);
  }
  report.finish();
}

}  // namespace
}  // namespace takt::bench

int main() {
  takt::bench::run();
}
