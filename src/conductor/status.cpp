#include "conductor/status.h"

namespace takt::conductor {

namespace {

Json count(uint64_t value) {
  return number(static_cast<double>(value));
}

Json thread_json(const ThreadStatus& thread) {
  JsonObject object{{"name", thread.name},
                    {"state", thread.state},
                    {"reason", thread.reason},
                    {"statusCode", thread.status_code},
                    {"jobsDone", count(thread.jobs_done)}};
  if (!thread.job_id.empty()) {
    object["job"] = {{"id", thread.job_id},
                     {"name", thread.job_name},
                     {"doing", thread.doing},
                     {"doingMs", number(std::round(thread.doing_ms))},
                     {"runningMs", number(std::round(thread.running_ms))}};
  }
  return object;
}

Json recent_json(const JobStatisticsSeen& jobs) {
  JsonObject phases;
  for (size_t i = 0; i < kPhases.size(); ++i) {
    phases[kPhases[i]] = number(std::round(jobs.mean_ms[i] * 1000) / 1000);
  }
  const auto rounded = [](double ms) { return number(std::round(ms * 1000) / 1000); };
  return JsonObject{{"jobs", count(jobs.recent)},
                    {"p50Ms", rounded(jobs.p50_ms)},
                    {"p99Ms", rounded(jobs.p99_ms)},
                    {"longestMs", rounded(jobs.longest_ms)},
                    {"meanMs", std::move(phases)}};
}

Json queue_json(const QueueStatus& queue) {
  return JsonObject{
      {"name", queue.name},
      {"waiting", count(queue.waiting)},
      {"lowPriority", count(queue.low_priority)},
      {"delayed", count(queue.delayed)},
      {"parked", count(queue.parked)},
      {"paused", queue.paused},
      {"pausedLanes", JsonArray(queue.paused_lanes.begin(), queue.paused_lanes.end())},
      {"limit", count(queue.limit)},
      {"pushed", count(queue.pushed)},
      {"merged", count(queue.merged)},
      {"refused", count(queue.refused)},
      {"succeeded", count(queue.succeeded)},
      {"failed", count(queue.failed)},
      {"retried", count(queue.retried)},
      {"recent", recent_json(queue.jobs)}};
}

Json lock_json(const LockStatus& lock) {
  JsonArray waiters(lock.waiters.begin(), lock.waiters.end());
  return JsonObject{{"name", lock.name},
                    {"holder", lock.holder},
                    {"heldMs", number(std::round(lock.held_ms))},
                    {"waiters", std::move(waiters)}};
}

Json totals_json(const LockTotals& totals) {
  const auto rounded = [](double ms) { return number(std::round(ms * 10) / 10); };
  return JsonObject{{"acquired", count(totals.acquired)},
                    {"waited", count(totals.waited)},
                    {"parked", count(totals.parked)},
                    {"timedOut", count(totals.timed_out)},
                    {"longestWaitMs", rounded(totals.waits.longest_ms)},
                    {"totalWaitMs", rounded(totals.waits.total_ms)},
                    {"holds", count(totals.holds.count)},
                    {"longestHoldMs", rounded(totals.holds.longest_ms)},
                    {"totalHoldMs", rounded(totals.holds.total_ms)},
                    {"heldNow", count(totals.held_now)},
                    {"waitingNow", count(totals.waiting_now)}};
}

Json totals_json(const LockTotalsByKind& totals) {
  JsonObject kinds;
  for (size_t i = 0; i < totals.size(); ++i) kinds[kLockKinds[i]] = totals_json(totals[i]);
  return kinds;
}

template <class T, class F>
JsonArray array_of(const std::vector<T>& items, F&& make) {
  JsonArray array;
  for (const T& item : items) array.push_back(make(item));
  return array;
}

Json studio_json(const StudioStatus& studio) {
  return JsonObject{{"id", studio.id.str()},
                    {"name", studio.name},
                    {"state", studio.state},
                    {"reason", studio.reason},
                    {"retryInMs", number(std::round(studio.retry_in_ms))},
                    {"threads", array_of(studio.threads, thread_json)},
                    {"queues", array_of(studio.queues, queue_json)},
                    {"locks", array_of(studio.locks, lock_json)},
                    {"lockTotals", totals_json(studio.lock_totals)},
                    {"deadLetters", count(studio.dead_letters)},
                    {"quarantined", count(studio.quarantined)}};
}

Json refusal_json(const Refusal& refusal) {
  return JsonObject{{"at", number(refusal.at)}, {"studio", refusal.studio.str()},
                    {"queue", refusal.queue},   {"job", refusal.job},
                    {"id", refusal.id.str()},   {"error", refusal.error}};
}

}  // namespace

Json to_json(const StatusSnapshot& status) {
  return JsonObject{
      {"ready", status.ready},
      {"stopping", status.stopping},
      {"uptimeMs", number(std::round(status.uptime_ms))},
      {"longestHandlerMs", number(std::round(status.longest_handler_ms * 1000) / 1000)},
      {"longestHandler", status.longest_handler},
      {"systemBacklog", count(status.system_backlog)},
      {"journalBacklog", count(status.journal_backlog)},
      {"store",
       {{"commits", count(status.store.commits)},
        {"syncs", count(status.store.groups)},
        {"walPages", count(status.store.wal_pages)},
        {"longestCommitMs", number(std::round(status.store.longest_commit_seconds * 1e6) / 1000)}}},
      {"studios", array_of(status.studios, studio_json)},
      {"refusals", array_of(status.refusals, refusal_json)}};
}

Json to_json(const JobReport& report) {
  JsonObject object{{"id", report.id.str()},
                    {"queue", report.studio.empty() ? "" : queue_name(report.queue, report.studio)},
                    {"name", report.name}};
  if (report.error) {
    object["error"] = report.error->to_json();
  } else {
    object["result"] = report.result;
  }
  object["timings"] = worker::to_json(report.timings);
  object["finishedAt"] = number(report.finished_at);
  return object;
}

std::string_view job_state_name(JobState state) {
  switch (state) {
    case JobState::unknown:
      return "unknown";
    case JobState::waiting:
      return "waiting";
    case JobState::running:
      return "running";
    case JobState::finished:
      return "finished";
  }
  return "unknown";
}

}  // namespace takt::conductor
