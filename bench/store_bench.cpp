// What a durable commit costs, alone and under load, against a bare one of the same bytes.

#include "bare_commit.h"
#include "harness.h"
#include "store/sqlite/sqlite_store.h"

namespace takt::bench {
namespace {

const StudioId kStudio{"studio0"};

/// A document whose text has about this size.
Change put_sized(const std::string& id, size_t bytes, int version) {
  auto part = std::make_shared<Part>();
  part->_id = PartId(id);
  part->rundownId = RundownId("rundown0");
  part->segmentId = SegmentId("segment0");
  part->title = std::to_string(version);
  const size_t bare = dump(to_json(*part)).size();
  part->title += std::string(bytes > bare ? bytes - bare : 0, 'x');
  return put_change<Part>(std::move(part));
}

Transaction sized_transaction(const std::vector<size_t>& sizes, int version,
                              const std::string& prefix = "part") {
  Transaction made;
  made.studio = kStudio;
  made.locks.everything = true;
  for (size_t i = 0; i < sizes.size(); ++i) {
    made.changes.push_back(put_sized(prefix + std::to_string(i), sizes[i], version));
  }
  return made;
}

SqliteOptions options(const DataFolder& folder) {
  SqliteOptions made;
  made.folder = folder.path();
  return made;
}

void commit_against_bare(Report& report, const std::string& name,
                         const std::vector<size_t>& sizes) {
  constexpr int kRounds = 1000;
  const DataFolder folder("commit");
  BareCommit bare(folder.path(), sizes);
  SqliteStore store(options(folder));
  std::vector<double> bare_us;
  std::vector<double> ours_us;
  for (int i = 0; i < kRounds; ++i) {
    Transaction made = sized_transaction(sizes, i);
    made.commit_class = CommitClass::playout;
    bare_us.push_back(time_us([&] { bare.commit(); }));
    ours_us.push_back(time_us([&] { store.commit(std::move(made)); }));
  }
  const Percentiles theirs = percentiles(bare_us);
  const Percentiles ours = percentiles(ours_us);
  report.add("store_bare_" + name, theirs);
  report.add("store_commit_" + name, ours);
  report.add_ratios("store_{}_ratio_" + name, ours, theirs);
}

void grouped_commits(Report& report) {
  constexpr int kThreads = 8;
  constexpr int kEach = 250;
  const DataFolder folder("group");
  SqliteStore store(options(folder));
  const double taken_us = time_us([&] {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          store.commit(sized_transaction({1000}, i, fmt::format("t{}-", t)));
        }
      });
    }
    for (auto& thread : threads) thread.join();
  });
  report.add("store_commits_8_threads_1kb", kThreads * kEach / (taken_us / 1e6), "/s");
}

void no_op_jobs(Report& report) {
  constexpr int kJobs = 1000;
  const DataFolder folder("jobs");
  SqliteStore store(options(folder));
  const double taken_us = time_us([&] {
    for (int i = 0; i < kJobs; ++i) {
      const JobId id(fmt::format("job{}", i));
      JobRecord job;
      job.id = id;
      job.studio = kStudio;
      job.queue = "ingest";
      job.name = "noop";
      Transaction push;
      push.studio = kStudio;
      push.queued.push_back(std::move(job));
      store.commit(std::move(push));
      Transaction end;
      end.studio = kStudio;
      end.completed.emplace();
      end.completed->id = id;
      end.completed->finished_at = static_cast<Time>(i);
      store.commit(std::move(end));
    }
  });
  report.add("store_durable_jobs_one_by_one", kJobs / (taken_us / 1e6), "/s");
}

/// Playout commits while others write a thousand documents at a time.
void playout_among_bulk(Report& report) {
  const DataFolder folder("storm");
  SqliteStore store(options(folder));
  store.studio(kStudio);
  std::atomic<bool> stop = false;
  std::atomic<int> bulk_commits = 0;
  std::vector<std::thread> storm;
  for (int t = 0; t < 2; ++t) {
    storm.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        Transaction made =
            sized_transaction(std::vector<size_t>(1000, 1000), i, fmt::format("bulk{}-", t));
        made.commit_class = CommitClass::bulk;
        store.commit(std::move(made));
        ++bulk_commits;
      }
    });
  }
  std::vector<double> samples;
  for (int i = 0; i < 200; ++i) {
    Transaction made = sized_transaction(std::vector<size_t>(10, 2000), i, "take");
    made.commit_class = CommitClass::playout;
    samples.push_back(time_us([&] { store.commit(std::move(made)); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  stop = true;
  for (auto& thread : storm) thread.join();
  report.add("store_playout_commit_among_bulk", percentiles(samples));
  report.add("store_bulk_commits_meanwhile", bulk_commits, "");
}

}  // namespace
}  // namespace takt::bench

int main() {
  using namespace takt::bench;
  Report report("store");
  commit_against_bare(report, "1 x 500 B", {500});
  commit_against_bare(report, "10 x 2 kB", std::vector<size_t>(10, 2000));
  std::vector<size_t> take(12, 2000);
  take.push_back(60'000);  // the timeline
  commit_against_bare(report, "12 x 2 kB + 60 kB", take);
  grouped_commits(report);
  no_op_jobs(report);
  playout_among_bulk(report);
  report.finish();
}
