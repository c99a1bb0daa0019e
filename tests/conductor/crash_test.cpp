// The real store and conductor in a process of their own, killed (SIGKILL) at each fault point
// around a job's life; then what a new process finds and does. Each durable job counts up a
// document and queues a job that counts up another: exactly once is a 1 in both.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/log.h"
#include "conductor/house.h"
#include "store/sqlite/sqlite_store.h"
#include "store/temporary_folder.h"

namespace takt::conductor {
namespace {

using namespace testing_world;

constexpr int kJobs = 12;
constexpr QueueKind kQueues[] = {QueueKind::studio, QueueKind::ingest, QueueKind::events};

void count_up(JobContext& context, const std::string& id) {
  const auto before = context.documents().find<Bucket>(BucketId(id));
  const int count = before ? std::stoi(before->name.value_or("0")) : 0;
  context.documents().put(bucket(id, std::to_string(count + 1)));
}

int count_of(Store& store, const std::string& id) {
  const auto found = store.studio(kStudio).find<Bucket>(BucketId(id));
  return found ? std::stoi(found->name.value_or("0")) : 0;
}

JobTable crash_jobs() {
  JobTable table;
  for (const QueueKind queue : kQueues) {
    table.add({"count", queue, Delivery::durable}, [](JobContext& context, const Json& payload) {
      count_up(context, string_member(payload, "id"));
      context.queue_events_job("follow", payload);
      return Json(nullptr);
    });
    table.add({"follow", queue, Delivery::durable}, [](JobContext& context, const Json& payload) {
      count_up(context, "after " + string_member(payload, "id"));
      return Json(nullptr);
    });
    table.add({"press", queue, Delivery::interactive},
              [](JobContext& context, const Json& payload) {
                count_up(context, string_member(payload, "id"));
                return Json(nullptr);
              });
  }
  return table;
}

SqliteOptions in(const testing_store::TemporaryFolder& folder) {
  SqliteOptions options;
  options.folder = folder.path();
  return options;
}

std::string durable_id(int i) {
  return "d" + std::to_string(i);
}
std::string press_id(int i) {
  return "p" + std::to_string(i);
}

/// Pushes so many jobs of each kind and tells through the pipe what was acknowledged: one line a job.
[[noreturn]] void run_child(const testing_store::TemporaryFolder& folder, const std::string& faults,
                            int pushes, int pipe) {
  log::set_level(LogLevel::off);
  fault::configure(faults);
  SqliteStore store(in(folder));
  const JobTable table = crash_jobs();
  House house(store, table);
  std::atomic<int> left = 2 * pushes;
  const auto push = [&](QueueKind queue, const char* name, const std::string& id, bool durable) {
    JobRequest request;
    request.studio = kStudio;
    request.queue = queue;
    request.name = name;
    request.payload = JsonObject{{"id", id}, {"rundownExternalId", id}};
    house.conductor.push(std::move(request),
                         {[pipe, id, durable](const JobId&) {
                            const std::string line = id + "\n";
                            if (durable && write(pipe, line.data(), line.size()) < 0) _exit(3);
                          },
                          [&left](const JobReport&) { --left; }});
  };
  House::wait_until([&] { return house.state_of(kStudio) == "running"; });
  for (int i = 0; i < pushes; ++i) {
    push(kQueues[i % 3], "count", durable_id(i), true);
    push(kQueues[i % 3], "press", press_id(i), false);
  }
  House::wait_until([&] { return left == 0 && store.waiting_jobs(kStudio).empty(); });
  _exit(0);
}

/// What the child acknowledged before it died; whether it was killed.
std::pair<std::set<std::string>, bool> crash(const testing_store::TemporaryFolder& folder,
                                             const std::string& faults, int pushes = kJobs) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_child(folder, faults, pushes, ends[1]);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  std::set<std::string> acknowledged;
  for (size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    acknowledged.insert(text.substr(at, end - at));
  }
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << faults;
  return {acknowledged, WIFSIGNALED(status)};
}

class CrashTest : public testing::TestWithParam<const char*> {};

TEST_P(CrashTest, AcknowledgedJobsTakeEffectOnceAndOperatorsJobsNeverLater) {
  int kills = 0;
  for (const int nth : {1, 2, 3, 5, 8, 13, 21}) {
    const testing_store::TemporaryFolder folder;
    {
      SqliteStore store(in(folder));
      put_studio(store, kStudio);
    }
    const std::string faults = fmt::format("{}=kill@{}", GetParam(), nth);
    const auto [acknowledged, killed] = crash(folder, faults);
    kills += killed;
    SqliteStore store(in(folder));
    std::map<int, int> presses;
    for (int i = 0; i < kJobs; ++i) presses[i] = count_of(store, press_id(i));
    const JobTable table = crash_jobs();
    House house(store, table);
    house.wait_for_state(kStudio, "running");
    House::wait_until([&] { return store.waiting_jobs(kStudio).empty(); });
    for (int i = 0; i < kJobs; ++i) {
      const std::string id = durable_id(i);
      const int count = count_of(store, id);
      EXPECT_EQ(count_of(store, "after " + id), count) << faults << " " << id;
      if (acknowledged.contains(id)) {
        EXPECT_EQ(count, 1) << faults << " " << id;
      } else {
        EXPECT_LE(count, 1) << faults << " " << id;
      }
      EXPECT_EQ(count_of(store, press_id(i)), presses[i]) << faults << " fired after the crash";
      EXPECT_LE(presses[i], 1) << faults;
    }
    EXPECT_TRUE(store.dead_letters(kStudio).empty()) << faults;
  }
  EXPECT_GE(kills, 3) << GetParam() << " is hardly ever reached";
}

INSTANTIATE_TEST_SUITE_P(Points, CrashTest,
                         testing::Values("store.commit.before_begin", "store.commit.statement",
                                         "store.commit.documents_written",
                                         "store.commit.before_sync", "store.commit.sync",
                                         "store.commit.after_sync", "store.commit.published",
                                         "job.accepted", "job.started", "job.handled", "job.commit",
                                         "job.ingest_commit", "job.committed", "job.ended"),
                         [](const auto& point) {
                           std::string name = point.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

/// A job that ends its process is not run a third time, and doesn't stop the others.
TEST(QuarantineTest, AJobThatEndedItsProcessTwiceWaitsForAPerson) {
  const testing_store::TemporaryFolder folder;
  {
    SqliteStore store(in(folder));
    put_studio(store, kStudio);
    Transaction queue;
    JobRecord poison;
    poison.id = JobId("poison");
    poison.studio = kStudio;
    poison.queue = "ingest";
    poison.name = "count";
    poison.payload = JsonObject{{"id", "poison"}, {"rundownExternalId", "r"}};
    poison.partition = "rundown:r";
    queue.queued = {poison};
    poison.id = JobId("behind");
    poison.payload = JsonObject{{"id", "behind"}, {"rundownExternalId", "r"}};
    queue.queued.push_back(poison);
    store.commit(queue);
  }
  for (int crashes = 1; crashes <= 2; ++crashes) {
    const auto [acknowledged, killed] = crash(folder, "job.started=kill@1", 0);
    ASSERT_TRUE(killed);
    SqliteStore store(in(folder));
    EXPECT_EQ(store.waiting_job(JobId("poison"))->crashes, crashes);
  }
  SqliteStore store(in(folder));
  const JobTable table = crash_jobs();
  House house(store, table);
  house.wait_for_state(kStudio, "running");
  House::wait_until([&] { return count_of(store, "behind") == 1; });
  EXPECT_EQ(count_of(store, "poison"), 0);
  JobControl& jobs = house.conductor.jobs();
  JobQuery quarantined;
  quarantined.state = "quarantined";
  const auto rows = jobs.list(quarantined);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].info.id, JobId("poison"));
  EXPECT_EQ(rows[0].crashes, 2);
  // What came behind it in its rundown has replaced it.
  House::wait_until([&] { return jobs.list(quarantined).at(0).superseded; });
  EXPECT_THROW(jobs.retry(JobId("poison"), false, "tester", {}), UserError);
  jobs.retry(JobId("poison"), true, "tester",
             [](std::optional<UserError> error, const JobId&) { EXPECT_FALSE(error); });
  House::wait_until([&] { return count_of(store, "poison") == 1; });
  House::wait_until([&] { return jobs.list({}).empty(); });
}

}  // namespace
}  // namespace takt::conductor
