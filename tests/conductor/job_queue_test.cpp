#include "conductor/job_queue.h"

#include <gtest/gtest.h>

#include <cmath>

namespace takt::conductor {
namespace {

QueueEntry entry(const std::string& id, const std::string& partition = "") {
  QueueEntry made;
  made.id = JobId(id);
  made.name = "job";
  made.durable = true;
  made.partition = partition;
  return made;
}

class JobQueueTest : public testing::Test {
 protected:
  JobQueue::Push push(QueueEntry made, double now = 0) {
    return queue.push(std::move(made), now, false);
  }
  std::string pop(double now = 0) {
    JobQueue::Popped popped =
        queue.pop(now, [&](const std::string& name) { return preferred.contains(name); });
    next_ms = popped.next_ms;
    if (!popped.entry) return "";
    last = *popped.entry;
    running[popped.entry->id.str()] = *popped.entry;
    return popped.entry->id.str();
  }
  void done(const std::string& id) { queue.done(running.at(id)); }

  JobQueue queue{{.interactive = 2, .durable = 3}};
  std::set<std::string> preferred;
  std::map<std::string, QueueEntry> running;
  QueueEntry last;
  double next_ms = 0;
};

TEST_F(JobQueueTest, FirstComeFirstServedAndLowPriorityLast) {
  QueueEntry low = entry("low");
  low.priority = 1;
  push(low);
  push(entry("a"));
  push(entry("b"));
  std::vector<std::string> order;
  for (int i = 0; i < 3; ++i) {
    order.push_back(pop());
    done(order.back());
  }
  EXPECT_EQ(order, (std::vector<std::string>{"a", "b", "low"}));
  EXPECT_EQ(pop(), "");
  EXPECT_TRUE(std::isinf(next_ms));
}

TEST_F(JobQueueTest, APartitionRunsInOrderAndOthersBesideIt) {
  push(entry("a1", "a"));
  push(entry("a2", "a"));
  push(entry("b1", "b"));
  EXPECT_EQ(pop(), "a1");
  EXPECT_EQ(pop(), "b1");
  EXPECT_EQ(pop(), "");
  done("b1");
  EXPECT_EQ(pop(), "");
  done("a1");
  EXPECT_EQ(pop(), "a2");
}

TEST_F(JobQueueTest, PreferredPartitionsGoFirst) {
  push(entry("tomorrow", "a"));
  push(entry("on air", "b"));
  preferred = {"b"};
  EXPECT_EQ(pop(), "on air");
  EXPECT_EQ(pop(), "tomorrow");
}

TEST_F(JobQueueTest, WhatIsNotOnAirGetsItsTurnToo) {
  JobQueue storm({.interactive = 1, .durable = 1000});
  const auto is_on_air = [](const std::string& name) { return name == "on air"; };
  storm.push(entry("tomorrow", "tomorrow"), 0, false);
  int before = 0;
  for (int i = 0; i < 100; ++i) {
    storm.push(entry("update" + std::to_string(i), "on air"), 0, false);
    const QueueEntry next = *storm.pop(0, is_on_air).entry;
    storm.done(next);
    if (next.id == JobId("tomorrow")) break;
    ++before;
  }
  EXPECT_EQ(before, JobQueue::kMaxPreferred);
}

TEST_F(JobQueueTest, DelayedJobsLetOthersPass) {
  QueueEntry delayed = entry("delayed");
  delayed.not_before_ms = 100;
  push(delayed);
  EXPECT_EQ(pop(50), "");
  EXPECT_EQ(next_ms, 100);
  push(entry("now"));
  EXPECT_EQ(pop(50), "now");
  done("now");
  EXPECT_EQ(pop(100), "delayed");
}

TEST_F(JobQueueTest, EqualJobsMergeAndTheDebounceHasAnEnd) {
  const auto debounced = [&](const std::string& id, double now) {
    QueueEntry made = entry(id);
    made.merge_key = "key";
    made.not_before_ms = now + 100;
    return push(made, now);
  };
  EXPECT_EQ(debounced("first", 1), JobQueue::Push::queued);
  EXPECT_EQ(debounced("second", 50), JobQueue::Push::merged);
  EXPECT_EQ(pop(149), "");
  EXPECT_EQ(next_ms, 150);
  for (int i = 0; i < 20; ++i) debounced("more" + std::to_string(i), 60 + i * 40);
  EXPECT_EQ(pop(500), "");
  EXPECT_EQ(next_ms, 501);
  EXPECT_EQ(pop(501), "first");
  EXPECT_EQ(last.merged.size(), 21u);
  // The running one has seen the past only: an equal job now is another one.
  EXPECT_EQ(debounced("later", 510), JobQueue::Push::queued);
}

TEST_F(JobQueueTest, AMergeAtNormalPriorityLiftsALowOne) {
  QueueEntry low = entry("low");
  low.merge_key = "key";
  low.priority = 1;
  push(low);
  push(entry("a"));
  QueueEntry normal = entry("normal");
  normal.merge_key = "key";
  EXPECT_EQ(push(normal), JobQueue::Push::merged);
  push(entry("b"));
  EXPECT_EQ(pop(), "a");
  done("a");
  EXPECT_EQ(pop(), "low");
  EXPECT_EQ(last.merged, std::vector<JobId>{JobId("normal")});
}

TEST_F(JobQueueTest, EachClassHasItsBoundAndWhatIsOnDiskGetsIn) {
  QueueEntry operators = entry("i1");
  operators.durable = false;
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(push(entry(id)), JobQueue::Push::queued);
  EXPECT_EQ(push(entry("d")), JobQueue::Push::full);
  EXPECT_EQ(queue.push(entry("d"), 0, true), JobQueue::Push::queued);
  EXPECT_EQ(push(operators), JobQueue::Push::queued);
  operators.id = JobId("i2");
  EXPECT_EQ(push(operators), JobQueue::Push::queued);
  operators.id = JobId("i3");
  EXPECT_EQ(push(operators), JobQueue::Push::full);
}

TEST_F(JobQueueTest, AJobPastItsDeadlineIsNeverGivenOut) {
  QueueEntry take = entry("take");
  take.durable = false;
  take.deadline_ms = 100;
  push(take);
  EXPECT_EQ(queue.next_deadline_ms(), 100);
  EXPECT_TRUE(queue.take_expired(100).empty());
  EXPECT_EQ(pop(101), "");
  const auto expired = queue.take_expired(101);
  ASSERT_EQ(expired.size(), 1u);
  EXPECT_EQ(expired[0].id, JobId("take"));
  EXPECT_EQ(queue.size(), 0u);
}

TEST_F(JobQueueTest, ARetryKeepsTheOrderOfItsPartitionOnly) {
  push(entry("a1", "a"));
  push(entry("a2", "a"));
  push(entry("b1", "b"));
  EXPECT_EQ(pop(), "a1");
  queue.retry(last, 100);
  EXPECT_EQ(pop(10), "b1");
  EXPECT_EQ(pop(10), "");
  EXPECT_EQ(pop(100), "a1");
  EXPECT_EQ(last.failures, 1);
  done("a1");
  EXPECT_EQ(pop(100), "a2");
}

TEST_F(JobQueueTest, OperatorsDontWaitForARetry) {
  push(entry("callback"));
  push(entry("take"));
  EXPECT_EQ(pop(), "callback");
  queue.retry(last, 100);
  EXPECT_EQ(pop(10), "take");
}

TEST_F(JobQueueTest, AParkedJobLetsOthersPassAndComesBackFirst) {
  QueueEntry move = entry("move");
  move.durable = false;
  push(move);
  push(entry("take"));
  EXPECT_EQ(pop(10), "move");
  EXPECT_TRUE(queue.park(last, 10, 2010));
  EXPECT_EQ(pop(10), "take");
  done("take");
  EXPECT_EQ(pop(20), "");
  EXPECT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue.info(JobId("move"), 20)->state, "parked");
  push(entry("next"));
  queue.unpark(JobId("move"), 50);
  EXPECT_EQ(pop(50), "move");
  EXPECT_EQ(last.parked_ms, 40);
  done("move");
  EXPECT_EQ(pop(50), "next");
}

TEST_F(JobQueueTest, AGrantBeforeTheJobIsParkedIsNotLost) {
  push(entry("move"));
  EXPECT_EQ(pop(), "move");
  queue.unpark(JobId("move"), 5);
  EXPECT_FALSE(queue.park(last, 6, 2000));
  EXPECT_EQ(pop(6), "move");
  // Of the run before, not of this one.
  EXPECT_TRUE(queue.park(last, 7, 2000));
}

TEST_F(JobQueueTest, AParkedJobExpiresAndNoLaterGrantRunsIt) {
  QueueEntry move = entry("move");
  move.deadline_ms = 5000;
  push(move);
  pop(10);
  queue.park(last, 10, 2010);
  EXPECT_EQ(queue.next_deadline_ms(), 2010);
  EXPECT_TRUE(queue.take_expired(2010).empty());
  ASSERT_EQ(queue.take_expired(2011).size(), 1u);
  queue.unpark(JobId("move"), 2012);
  EXPECT_EQ(pop(2012), "");
  EXPECT_EQ(queue.size(), 0u);
}

TEST_F(JobQueueTest, JobsOfAKindThatAppendsRunOnceWithAllOfTheirItems) {
  const auto events = [&](const char* id, int count) {
    QueueEntry made = entry(id);
    made.merge_key = "onExternalEvents";
    made.appends = "events";
    JsonArray items;
    for (int i = 0; i < count; ++i) items.push_back(JsonObject{{"of", id}});
    made.payload = JsonObject{{"events", std::move(items)}};
    return made;
  };
  EXPECT_EQ(push(events("a", 1)), JobQueue::Push::queued);
  EXPECT_EQ(push(events("b", 2)), JobQueue::Push::merged);
  // Beyond its bound the waiting job takes no more: the next one does.
  EXPECT_EQ(push(events("c", JobQueue::kMaxAppended - 1)), JobQueue::Push::queued);
  EXPECT_EQ(push(events("d", 1)), JobQueue::Push::merged);
  // Its items can't be told from the others' any more.
  EXPECT_FALSE(queue.remove_merged(JobId("b")));
  EXPECT_EQ(pop(), "a");
  EXPECT_EQ(dump(last.payload), R"({"events":[{"of":"a"},{"of":"b"},{"of":"b"}]})");
  EXPECT_EQ(last.merged, std::vector<JobId>{JobId("b")});
  done("a");
  EXPECT_EQ(pop(), "c");
  EXPECT_EQ(last.payload.at("events").as_array().size(), JobQueue::kMaxAppended);
}

TEST_F(JobQueueTest, PeopleSeeAndTakeOutWhatWaits) {
  push(entry("runs"));
  pop(5);
  QueueEntry merging = entry("a");
  merging.merge_key = "key";
  push(merging, 10);
  merging.id = JobId("b");
  push(merging, 20);
  QueueEntry later = entry("later");
  later.not_before_ms = 1000;
  push(later, 30);
  std::vector<std::string> seen;
  for (const QueuedJobInfo& info : queue.list(110, 10)) {
    seen.push_back(fmt::format("{} {} {}", info.id, info.state, info.merged));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"runs running 0", "a waiting 1", "later delayed 0"}));
  EXPECT_EQ(queue.list(110, 2).size(), 2u);
  EXPECT_EQ(queue.info(JobId("a"), 110)->waited_ms, 100);
  EXPECT_FALSE(queue.remove(JobId("runs")));
  EXPECT_FALSE(queue.remove(JobId("b")));
  EXPECT_TRUE(queue.remove_merged(JobId("b")));
  EXPECT_FALSE(queue.remove_merged(JobId("b")));
  EXPECT_EQ(queue.remove(JobId("a"))->id, JobId("a"));
  // Its key went with it.
  EXPECT_EQ(push(merging), JobQueue::Push::queued);
}

TEST_F(JobQueueTest, TheSameJobIsThereOnce) {
  push(entry("a"));
  EXPECT_EQ(push(entry("a")), JobQueue::Push::already_there);
  EXPECT_EQ(pop(), "a");
  EXPECT_EQ(push(entry("a")), JobQueue::Push::already_there);
}

TEST_F(JobQueueTest, TakeAllGivesTheOrderOfArrival) {
  push(entry("a", "y"));
  push(entry("b", "x"));
  push(entry("c", "y"));
  std::vector<std::string> ids;
  for (const QueueEntry& waiting : queue.take_all()) ids.push_back(waiting.id.str());
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(queue.size(), 0u);
}

}  // namespace
}  // namespace takt::conductor
