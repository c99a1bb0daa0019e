#include "conductor/lane.h"

#include <cmath>

#include "base/fault.h"
#include "base/log.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::JobEnd;
using worker::JobOutcome;
using worker::JobTask;
using worker::steady_ms;
using worker::Wake;

namespace {

// A job that the store could not commit is run again after 100 ms, 200 ms, ... at most 30 s, for as
// long as it takes: it was acknowledged.
constexpr double kFirstRetryMs = 100;
constexpr double kLastRetryMs = 30'000;
// One that could not get a lock (30 s) is tried so often before it is a dead letter.
constexpr int kLockTries = 5;

std::string_view end_name(JobEnd end) {
  switch (end) {
    case JobEnd::done:
      return "done";
    case JobEnd::failed:
      return "failed";
    case JobEnd::defect:
      return "defect";
    case JobEnd::store_failed:
      return "storeFailed";
    case JobEnd::store_lost:
      return "storeLost";
    case JobEnd::lock_failed:
      return "lockFailed";
    case JobEnd::lock_pending:
      return "lockPending";
    case JobEnd::already_done:
      return "alreadyDone";
  }
  return "";
}

}  // namespace

std::vector<JobRecord> LaneFollowUps::records(const std::vector<QueuedJob>& jobs) {
  std::vector<JobRecord> made;
  made.reserve(jobs.size());
  const Time now = services_.clock.now();
  for (const QueuedJob& job : jobs) {
    made.push_back(
        make_record(services_.table, JobId(ids_.next()), studio_.id(), job, now, services_.store));
  }
  return made;
}

void LaneFollowUps::committed(std::vector<JobRecord> records) {
  for (JobRecord& record : records) {
    if (record.not_before > 0) {
      debounced_.push_back(std::move(record));
    } else {
      push(record);
    }
  }
}

void LaneFollowUps::push_debounced() {
  for (const JobRecord& record : std::exchange(debounced_, {})) push(record);
}

void LaneFollowUps::push(const JobRecord& record) {
  const auto kind = queue_kind_by_name(record.queue);
  if (!kind) return;
  const Time now = services_.clock.now();
  studio_.push(*kind, entry_of(services_.table, record, now, steady_ms()), true);
}

Wake Lane::next(JobTask& task) {
  const Wake wake = mailbox_.next(number_, running_, seen_refresh_);
  if (wake != Wake::job) return wake;
  task.id = running_.id;
  task.queue = kind_;
  task.name = running_.name;
  task.payload = std::move(running_.payload);
  task.durable = running_.durable;
  task.merged = running_.merged;
  task.epoch = studio_.epoch();
  task.deadline_ms = running_.deadline_ms;
  task.queued_ms = steady_ms() - running_.pushed_ms;
  task.parked_ms = running_.parked_ms;
  task.is_last_try = running_.lock_failures + 1 >= kLockTries;
  if (task.durable) {
    task.supersedes =
        studio_.stuck().made_pointless_by(running_.partition, task.payload, running_.queued_at);
  }
  services_.desk.started(task.id);
  return wake;
}

void Lane::finished(JobTask task, JobOutcome outcome) {
  end(std::move(task), std::move(outcome));
  follow_ups_.push_debounced();
}

void Lane::end(JobTask task, JobOutcome outcome) {
  if (outcome.end == JobEnd::lock_pending) {
    running_.payload = std::move(task.payload);
    services_.desk.put_back(task.id);
    return studio_.park(kind_, std::move(running_));
  }
  if (kind_ == QueueKind::studio) studio_.locks().withdraw(task.id);
  const bool may_run_again =
      outcome.end == JobEnd::store_failed || outcome.end == JobEnd::lock_failed;
  if (may_run_again && task.durable) return run_again(std::move(task), outcome);
  note_stuck(task, outcome.end);
  mailbox_.done(running_, outcome.end == JobEnd::done);
  if (outcome.end == JobEnd::already_done) return;
  JobReport report;
  report.id = task.id;
  report.studio = studio_.id();
  report.queue = kind_;
  report.name = task.name;
  report.result = outcome.result;
  report.error = outcome.error;
  report.timings = outcome.timings;
  report.finished_at = services_.clock.now();
  const bool lost = outcome.end == JobEnd::store_lost;
  TAKT_FAULT("job.ended");
  // A durable job is still on disk then: its next owner runs it.
  if (!lost || !task.durable) services_.desk.finished(report, task.merged);
  if (lost) return give_up_(outcome.error->raw_message());
  studio_.statistics(kind_).note(task.name, outcome.end == JobEnd::done, outcome.timings);
  write_journal(std::move(task), std::move(outcome), report);
}

void Lane::note_stuck(const JobTask& task, JobEnd end) {
  if (!task.durable) return;
  if (end == JobEnd::defect) {
    studio_.stuck().bury(task.id, running_.partition, task.payload, running_.queued_at);
  } else if (end == JobEnd::done) {
    studio_.stuck().supersede(task.supersedes);
  }
}

void Lane::run_again(JobTask task, const JobOutcome& outcome) {
  const double delay =
      std::min(kLastRetryMs, kFirstRetryMs * std::pow(2.0, std::min(running_.failures, 20)));
  log::warning("job {} ({}) runs again in {:.0f} ms: {}", task.name, task.id, delay,
               outcome.error->raw_message());
  if (outcome.end == JobEnd::lock_failed) ++running_.lock_failures;
  running_.payload = std::move(task.payload);
  services_.desk.put_back(task.id);
  mailbox_.retry(std::move(running_), steady_ms() + delay);
}

void Lane::write_journal(JobTask task, JobOutcome outcome, const JobReport& report) {
  JournalRow row;
  row.studio = studio_.id();
  row.job = task.id;
  row.name = task.name;
  row.finished_at = report.finished_at;
  JsonObject body{{"queue", queue_kind_name(kind_)},    {"end", end_name(outcome.end)},
                  {"now", number(outcome.now)},         {"seed", std::to_string(outcome.seed)},
                  {"settings", outcome.settings},       {"payload", std::move(task.payload)},
                  {"timings", to_json(outcome.timings)}};
  if (outcome.error) body["error"] = outcome.error->to_json();
  if (!task.merged.empty()) body["merged"] = static_cast<int64_t>(task.merged.size());
  if (!outcome.device_replies.empty()) {
    body["deviceReplies"] = JsonArray(outcome.device_replies.begin(), outcome.device_replies.end());
  }
  row.body = std::move(body);
  services_.journal.add({std::move(row), outcome.place, std::move(outcome.changes)});
}

}  // namespace takt::conductor
