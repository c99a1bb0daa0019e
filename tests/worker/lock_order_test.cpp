// Random requests for locks through the real JobContext: what the order allows succeeds, everything
// else is a LockOrderError that ends the job, and nothing is held after it. TAKT_SEED=n runs one
// seed.
#include <gtest/gtest.h>

#include <random>

#include "base/log.h"
#include "worker/job_runner.h"
#include "worker/test_world.h"

namespace takt::worker {
namespace {

using namespace testing_world;

/// Checks the order rule on its own (DESIGN R3b).
class CheckedLocks final : public LockService {
 public:
  void acquire(const LockKey& key, const JobTask&) override {
    if (key.kind == LockKind::rundown) {
      EXPECT_TRUE(held.empty()) << "a rundown after another lock";
    } else {
      size_t playlists = 0;
      for (const LockKey& other : held) {
        if (other.kind != LockKind::playlist) continue;
        ++playlists;
        EXPECT_LT(other.id, key.id) << "playlists not in id order";
      }
      EXPECT_LT(playlists, 2u) << "a third playlist";
    }
    held.push_back(key);
  }
  void release(const LockKey& key) override {
    EXPECT_EQ(std::erase(held, key), 1u) << "given back but not held";
  }
  std::vector<LockKey> held;
};

class NoDevices final : public DeviceCommands {
 public:
  Json run(const StudioId&, PeripheralDeviceCommand, double) override { return nullptr; }
};

/// One random request; what the order doesn't allow must throw, and nothing else.
void request(JobContext& context, std::mt19937_64& random, std::vector<std::string>& held) {
  const auto draw = [&](int below) {
    return static_cast<int>(random() % static_cast<uint64_t>(below));
  };
  const std::string id(1, static_cast<char>('a' + draw(3)));
  const std::string other(1, static_cast<char>('a' + draw(3)));
  size_t playlists = 0;
  std::string last;
  for (const std::string& name : held) {
    if (!name.starts_with("p")) continue;
    ++playlists;
    last = std::max(last, name.substr(1));
  }
  bool allowed = false;
  try {
    switch (draw(3)) {
      case 0: {
        allowed = held.empty();
        held.push_back("r" + id);
        [[maybe_unused]] const auto lock = context.lock_rundown(RundownId(id));
        break;
      }
      case 1: {
        allowed = playlists < 2 && last < id;
        held.push_back("p" + id);
        [[maybe_unused]] const auto lock = context.lock_playlist(PlaylistId(id));
        break;
      }
      default: {
        const size_t wanted = id == other ? 1 : 2;
        allowed = playlists + wanted <= 2 && last < std::min(id, other);
        held.push_back("p" + id);
        if (wanted == 2) held.push_back("p" + other);
        [[maybe_unused]] const auto both =
            context.lock_playlists(PlaylistId(id), PlaylistId(other));
      }
    }
  } catch (const LockOrderError&) {
    EXPECT_FALSE(allowed) << "the order allows this";
    throw;
  }
  EXPECT_TRUE(allowed) << "the order does not allow this";
}

void run_seed(uint64_t seed, int& granted, int& refused) {
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  MemoryStore store;
  put_studio(store, kStudio);
  JobTable table;
  table.add({"job", QueueKind::studio, Delivery::interactive},
            [&](JobContext& context, const Json&) -> Json {
              std::vector<std::string> held;
              const uint64_t requests = 1 + random() % 4;
              for (uint64_t i = 0; i < requests; ++i) {
                request(context, random, held);
                ++granted;
              }
              return nullptr;
            });
  CheckedLocks locks;
  NoDevices devices;
  NoFollowUps follow_ups;
  const ManualClock clock(1000);
  CountedIds ids;
  JobRunner runner(table, store, locks, devices, follow_ups, clock, ids, {});
  const Configuration configuration(store.system(), kStudio);
  JobTask task;
  task.id = JobId("j");
  task.queue = QueueKind::studio;
  task.name = "job";
  const JobOutcome outcome = runner.run(task, configuration);
  if (outcome.end != JobEnd::done) {
    ++refused;
    EXPECT_EQ(outcome.end, JobEnd::defect);
    EXPECT_NE(outcome.error->raw_message().find("asked for while"), std::string::npos);
  }
  EXPECT_TRUE(locks.held.empty()) << "held after the job";
}

TEST(LockOrder, OnlyWhatTheOrderAllowsIsGranted) {
  log::set_level(LogLevel::off);
  int granted = 0, refused = 0;
  if (const char* only = std::getenv("TAKT_SEED")) {
    run_seed(std::stoull(only), granted, refused);
  } else {
    for (uint64_t seed = 1; seed <= 3000 && !HasFailure(); ++seed) run_seed(seed, granted, refused);
    EXPECT_GT(granted, 1000);
    EXPECT_GT(refused, 500);
  }
  log::set_level(LogLevel::info);
}

}  // namespace
}  // namespace takt::worker
