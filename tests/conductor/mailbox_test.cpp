#include "conductor/mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "worker/steady.h"

namespace takt::conductor {
namespace {

using worker::steady_ms;
using worker::Wake;

/// Threads that take jobs as lanes do, each until close().
class Lanes {
 public:
  Lanes(Mailbox& mailbox, int count) {
    for (int lane = 1; lane <= count; ++lane) {
      threads_.emplace_back([this, &mailbox, lane] { run(mailbox, lane); });
    }
  }
  ~Lanes() {
    for (std::thread& thread : threads_) thread.join();
  }
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  std::atomic<size_t> done = 0;
  std::atomic<size_t> refreshed = 0;

 private:
  void run(Mailbox& mailbox, int lane) {
    QueueEntry entry;
    uint64_t seen_refresh = 0;
    std::minstd_rand random(static_cast<unsigned>(lane));
    while (true) {
      const Wake wake = mailbox.next(lane, entry, seen_refresh);
      if (wake == Wake::stop) return;
      if (wake == Wake::refresh) {
        ++refreshed;
        continue;
      }
      if (entry.failures == 0 && random() % 20 == 0) {
        mailbox.retry(std::move(entry), steady_ms() + 0.2);
        continue;
      }
      if (entry.lock_failures == 0 && random() % 20 == 0) {
        park_and_unpark(mailbox, std::move(entry), random() % 2 == 0);
        continue;
      }
      if (random() % 4 == 0) std::this_thread::yield();
      mailbox.done(entry, true);
      ++done;
    }
  }

  /// As when a lock is given before or after the job that waits for it has been put aside.
  static void park_and_unpark(Mailbox& mailbox, QueueEntry entry, bool is_early) {
    constexpr double kLong = 60'000;
    const JobId id = entry.id;
    entry.lock_failures = 1;
    if (is_early) mailbox.unpark(id);
    mailbox.park(std::move(entry), steady_ms() + kLong);
    if (!is_early) mailbox.unpark(id);
  }

  std::vector<std::thread> threads_;
};

QueueEntry job(size_t number, std::minstd_rand& random) {
  QueueEntry entry;
  entry.id = JobId("job" + std::to_string(number));
  entry.name = "job";
  entry.durable = true;
  entry.partition = "partition" + std::to_string(random() % 5);
  if (random() % 8 == 0) entry.not_before_ms = steady_ms() + static_cast<double>(random() % 3);
  return entry;
}

class MailboxTest : public testing::Test {
 protected:
  /// A call that went to nobody would leave a job where it is: this ends with the test's own limit.
  void wait_for(size_t jobs, const Lanes& lanes) {
    while (lanes.done < jobs) std::this_thread::yield();
  }

  Mailbox mailbox{"ingest",
                  {.interactive = 100, .durable = 1'000'000},
                  [](const std::string&) { return false; },
                  [](std::vector<QueueEntry>) {}};
};

TEST_F(MailboxTest, AJobThatIsPushedWhileAllAreAsleepIsTaken) {
  Lanes lanes(mailbox, 3);
  mailbox.open({});
  std::minstd_rand random(1);
  for (size_t i = 0; i < 2000; ++i) {
    EXPECT_EQ(mailbox.push(job(i, random), false), JobQueue::Push::queued);
    wait_for(i + 1, lanes);
  }
  mailbox.close();
}

TEST_F(MailboxTest, JobsPushedBeforeItOpensAreTakenThen) {
  Lanes lanes(mailbox, 2);
  std::minstd_rand random(2);
  for (size_t i = 0; i < 50; ++i) mailbox.push(job(i, random), false);
  EXPECT_EQ(lanes.done, 0U);
  mailbox.open({});
  wait_for(50, lanes);
  mailbox.close();
}

TEST_F(MailboxTest, NoJobIsLeftWhileLanesArePausedResumedAndRefreshed) {
  constexpr int kLanes = 4;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Mailbox box("ingest", {.interactive = 100, .durable = 1'000'000},
                [](const std::string&) { return false; }, [](std::vector<QueueEntry>) {});
    Lanes lanes(box, kLanes);
    box.open({});
    std::minstd_rand random(seed);
    size_t pushed = 0;
    for (size_t step = 0; step < 3000; ++step) {
      const unsigned what = static_cast<unsigned>(random() % 20);
      // The first lane is never paused: that has to be enough.
      const int lane = 2 + static_cast<int>(random() % (kLanes - 1));
      if (what == 0) box.pause(lane);
      if (what == 1) box.resume(lane);
      if (what == 2) box.refresh();
      if (what == 4) {
        box.pause(0);
        box.resume(0);
      }
      if (what > 2) box.push(job(pushed++, random), false);
      if (what == 3) std::this_thread::yield();
    }
    wait_for(pushed, lanes);
    EXPECT_TRUE(box.idle());
    box.close();
  }
}

TEST_F(MailboxTest, AJobIsTakenByAnotherLaneWhenTheOneThatWasCalledIsPaused) {
  Lanes lanes(mailbox, 2);
  mailbox.open({});
  std::minstd_rand random(3);
  for (size_t i = 0; i < 1000; ++i) {
    mailbox.push(job(i, random), false);
    mailbox.pause(2);
    wait_for(i + 1, lanes);
    mailbox.resume(2);
  }
  mailbox.close();
}

TEST_F(MailboxTest, AJobHeldBackByOneThatExpiresIsTakenThen) {
  constexpr double kLong = 60'000;
  for (size_t i = 0; i < 100; ++i) {
    std::atomic<size_t> expired = 0;
    Mailbox box("ingest", {.interactive = 100, .durable = 100},
                [](const std::string&) { return false; },
                [&](const std::vector<QueueEntry>& entries) { expired += entries.size(); });
    box.open({});
    QueueEntry first;
    first.id = JobId("first");
    first.partition = "rundown";
    first.deadline_ms = steady_ms() + 5;
    QueueEntry second = first;
    second.id = JobId("second");
    second.deadline_ms = std::nullopt;
    box.push(std::move(first), false);
    box.push(std::move(second), false);
    QueueEntry taken;
    uint64_t seen_refresh = 0;
    ASSERT_EQ(box.next(1, taken, seen_refresh), Wake::job);
    const bool is_first = taken.id.str() == "first";  // else this machine was slow
    if (is_first) {
      box.retry(std::move(taken), steady_ms() + kLong);
    } else {
      box.done(taken, true);
    }
    Lanes lanes(box, 1);
    while (expired == 0) {
      box.expire();
      std::this_thread::yield();
    }
    if (is_first) wait_for(1, lanes);
    box.close();
  }
}

TEST_F(MailboxTest, AllSeeARefreshAndTheEnd) {
  Lanes lanes(mailbox, 4);
  mailbox.open({});
  mailbox.refresh();
  while (lanes.refreshed < 4) std::this_thread::yield();
  mailbox.close();
}

}  // namespace
}  // namespace takt::conductor
