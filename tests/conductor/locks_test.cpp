#include <gtest/gtest.h>

#include <future>
#include <numeric>

#include "conductor/lock_coordinator.h"
#include "worker/steady.h"

namespace takt::conductor {
namespace {

using worker::JobTask;
using worker::LockKey;
using worker::LockKind;

const LockKey kKey{LockKind::playlist, "p"};

TEST(LockTable, ServesInOrderWithOperatorsFirst) {
  LockTable table;
  EXPECT_TRUE(table.request(kKey, 0, LockClass::other));
  EXPECT_FALSE(table.request(kKey, 1, LockClass::other));
  EXPECT_FALSE(table.request(kKey, 2, LockClass::playout));
  EXPECT_FALSE(table.request(kKey, 3, LockClass::playout));
  EXPECT_EQ(table.release(kKey, 0), 2);
  EXPECT_EQ(table.release(kKey, 2), 3);
  EXPECT_EQ(table.release(kKey, 3), 1);
  EXPECT_EQ(table.release(kKey, 1), std::nullopt);
  EXPECT_TRUE(table.held().empty());
}

TEST(LockTable, TheNewsroomIsOvertakenABoundedNumberOfTimes) {
  LockTable table;
  table.request(kKey, 0, LockClass::playout);
  table.request(kKey, 1, LockClass::other);
  LockOwner holder = 0;
  int overtakes = 0;
  while (true) {
    const LockOwner other = 10 + overtakes;
    table.request(kKey, other, LockClass::playout);
    holder = *table.release(kKey, holder);
    if (holder == 1) break;
    ++overtakes;
  }
  EXPECT_EQ(overtakes, LockTable::kMaxOvertakes);
}

TEST(LockTable, AWithdrawnWaiterIsNeverGranted) {
  LockTable table;
  table.request(kKey, 0, LockClass::playout);
  table.request(kKey, 1, LockClass::playout);
  table.request(kKey, 2, LockClass::playout);
  EXPECT_TRUE(table.withdraw(kKey, 1));
  EXPECT_FALSE(table.withdraw(kKey, 1));
  EXPECT_EQ(table.release(kKey, 0), 2);
}

TEST(LockTable, AskingTwiceAndGivingBackWhatIsNotHeldAreDefects) {
  LockTable table;
  table.request(kKey, 0, LockClass::playout);
  EXPECT_THROW(table.request(kKey, 0, LockClass::playout), LockOrderError);
  EXPECT_THROW(table.release(kKey, 1), LockOrderError);
  table.request(kKey, 1, LockClass::playout);
  EXPECT_THROW(table.request(kKey, 1, LockClass::playout), LockOrderError);
}

class LockCoordinatorTest : public testing::Test {
 protected:
  std::vector<JobId> granted;
  LockCoordinator locks{{.operator_wait_ms = 20, .other_wait_ms = 60'000},
                        [this](const JobId& job) { granted.push_back(job); }};
  std::unique_ptr<worker::LockService> ingest = locks.service("ingest", LockClass::other);
  std::unique_ptr<worker::LockService> playout = locks.service("playout", LockClass::playout);
  std::unique_ptr<worker::LockService> events = locks.service("events", LockClass::other);
  JobTask durable;

  static JobTask operators(double deadline_in_ms) {
    JobTask task;
    task.deadline_ms = worker::steady_ms() + deadline_in_ms;
    return task;
  }
  void wait_for_waiters(size_t count) {
    while (locks.status().at(0).waiters.size() != count) std::this_thread::yield();
  }
};

TEST_F(LockCoordinatorTest, AReleaseHandsTheLockOver) {
  ingest->acquire(kKey, durable);
  auto waiting = std::async(std::launch::async, [&] { events->acquire(kKey, durable); });
  wait_for_waiters(1);
  EXPECT_EQ(locks.status().at(0).holder, "ingest");
  EXPECT_EQ(locks.status().at(0).waiters, std::vector<std::string>{"events"});
  ingest->release(kKey);
  waiting.get();
  EXPECT_EQ(locks.status().at(0).holder, "events");
  events->release(kKey);
  EXPECT_TRUE(locks.status().empty());
  EXPECT_EQ(of_kind(locks.totals(), LockKind::playlist).waited, 1u);
}

TEST_F(LockCoordinatorTest, AnOperatorGivesUpAndDoesNotGetTheLockLater) {
  ingest->acquire(kKey, durable);
  try {
    playout->acquire(kKey, operators(60'000));
    FAIL() << "the lock was held";
  } catch (const UserError& error) {
    EXPECT_EQ(error.key(), UserErrorKey::LockTimedOut);
    EXPECT_EQ(string_member(Json(error.args()), "resource"), "playlist:p");
  }
  EXPECT_TRUE(locks.status().at(0).waiters.empty());
  ingest->release(kKey);
  EXPECT_TRUE(locks.status().empty());
  EXPECT_EQ(of_kind(locks.totals(), LockKind::playlist).timed_out, 1u);
}

TEST_F(LockCoordinatorTest, AJobPastItsDeadlineIsToldAtTheGrantAndKeepsNothing) {
  try {
    playout->acquire(kKey, operators(-1));
    FAIL() << "the deadline has passed";
  } catch (const UserError& error) {
    EXPECT_EQ(error.key(), UserErrorKey::JobDeadlinePassed);
  }
  EXPECT_TRUE(locks.status().empty());
}

/// A playout job's thread never waits for a rundown.
TEST_F(LockCoordinatorTest, APlayoutJobIsParkedForARundownAndHasItWhenItRunsAgain) {
  const LockKey rundown{LockKind::rundown, "r"};
  JobTask move = operators(60'000);
  move.id = JobId("move");
  ingest->acquire(rundown, durable);
  EXPECT_THROW(playout->acquire(rundown, move), worker::LockPending);
  EXPECT_EQ(locks.status().at(0).waiters, std::vector<std::string>{"job move"});
  // Its thread is free for other work.
  playout->acquire(kKey, operators(60'000));
  playout->release(kKey);
  ingest->release(rundown);
  EXPECT_EQ(granted, std::vector<JobId>{JobId("move")});
  EXPECT_EQ(locks.status().at(0).holder, "job move");
  playout->acquire(rundown, move);
  EXPECT_EQ(locks.status().at(0).holder, "playout");
  playout->release(rundown);
  EXPECT_TRUE(locks.status().empty());
  EXPECT_EQ(of_kind(locks.totals(), LockKind::rundown).parked, 1u);
}

TEST_F(LockCoordinatorTest, AParkedJobThatIsGoneNeitherWaitsNorKeepsItsGrant) {
  const LockKey rundown{LockKind::rundown, "r"};
  JobTask move = operators(60'000);
  move.id = JobId("move");
  ingest->acquire(rundown, durable);
  EXPECT_THROW(playout->acquire(rundown, move), worker::LockPending);
  EXPECT_EQ(locks.withdraw(move.id), "rundown:r");
  ingest->release(rundown);
  EXPECT_TRUE(granted.empty());
  EXPECT_TRUE(locks.status().empty());

  ingest->acquire(rundown, durable);
  EXPECT_THROW(playout->acquire(rundown, move), worker::LockPending);
  ingest->release(rundown);
  EXPECT_EQ(granted.size(), 1u);
  EXPECT_EQ(locks.withdraw(move.id), std::nullopt);
  EXPECT_TRUE(locks.status().empty());
}

TEST_F(LockCoordinatorTest, AJobThatNeedsAnotherRundownTheSecondTimeGivesTheFirstBack) {
  const LockKey first{LockKind::rundown, "r1"}, second{LockKind::rundown, "r2"};
  JobTask move = operators(60'000);
  move.id = JobId("move");
  ingest->acquire(first, durable);
  EXPECT_THROW(playout->acquire(first, move), worker::LockPending);
  ingest->release(first);
  playout->acquire(second, move);
  ASSERT_EQ(locks.status().size(), 1u);
  EXPECT_EQ(locks.status()[0].name, "rundown:r2");
}

TEST_F(LockCoordinatorTest, WaitsAndHoldsAreCounted) {
  ingest->acquire(kKey, durable);
  auto waiting = std::async(std::launch::async, [&] { events->acquire(kKey, durable); });
  wait_for_waiters(1);
  const LockTotals busy = of_kind(locks.totals(), LockKind::playlist);
  EXPECT_EQ(busy.held_now, 1u);
  EXPECT_EQ(busy.waiting_now, 1u);
  ingest->release(kKey);
  waiting.get();
  events->release(kKey);
  const LockTotalsByKind all = locks.totals();
  const LockTotals& totals = of_kind(all, LockKind::playlist);
  EXPECT_EQ(totals.held_now + totals.waiting_now, 0u);
  EXPECT_EQ(of_kind(all, LockKind::rundown).acquired, 0u);
  EXPECT_EQ(totals.waits.count, 1u);
  EXPECT_EQ(totals.holds.count, 2u);
  EXPECT_GE(totals.holds.total_ms, totals.holds.longest_ms);
  EXPECT_EQ(std::accumulate(totals.holds.counts.begin(), totals.holds.counts.end(), 0u), 2u);
  TimeCounts counts;
  for (const double ms : {0.05, 1.0, 1.1, 20'000.0}) counts.add(ms);
  EXPECT_EQ(counts.counts, (std::array<uint64_t, 9>{1, 1, 1, 0, 0, 0, 0, 0, 1}));
}

TEST_F(LockCoordinatorTest, ThreadsUnderContentionNeverShareALock) {
  int inside = 0;  // guarded by the lock under test
  int total = 0;
  const auto work = [&](worker::LockService& service) {
    for (int i = 0; i < 500; ++i) {
      service.acquire(kKey, durable);
      EXPECT_EQ(++inside, 1);
      ++total;
      --inside;
      service.release(kKey);
    }
  };
  std::thread first([&] { work(*ingest); });
  std::thread second([&] { work(*events); });
  work(*playout);
  first.join();
  second.join();
  EXPECT_EQ(total, 1500);
  EXPECT_TRUE(locks.status().empty());
}

}  // namespace
}  // namespace takt::conductor
