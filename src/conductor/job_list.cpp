// The reading half of JobControlImpl.

#include "conductor/job_control_impl.h"

namespace takt::conductor {

namespace {

constexpr QueueKind kQueues[] = {QueueKind::studio, QueueKind::ingest, QueueKind::events};

JobRow row_of(const JobRecord& job, std::string state, Time now) {
  JobRow row;
  row.studio = job.studio;
  row.queue = queue_kind_by_name(job.queue).value_or(QueueKind::studio);
  row.info.id = job.id;
  row.info.name = job.name;
  row.info.state = std::move(state);
  row.info.partition = job.partition;
  row.info.durable = true;
  row.info.priority = job.priority;
  row.info.queued_at = job.queued_at;
  row.info.waited_ms = now - job.queued_at;
  row.info.attempts = job.attempts;
  row.crashes = job.crashes;
  row.superseded = job.superseded;
  return row;
}

JobRow row_of(const DeadLetter& letter, Time now) {
  JobRow row = row_of(letter.job, "dead", now);
  row.error = letter.error;
  row.failed_at = letter.failed_at;
  return row;
}

}  // namespace

std::vector<JobRow> JobControlImpl::list(const JobQuery& query) {
  std::vector<JobRow> rows;
  const Time now = services_.clock.now();
  const auto add = [&](JobRow row) {
    if (query.queue && row.queue != *query.queue) return;
    if (!query.state.empty() && row.info.state != query.state) return;
    if (rows.size() < query.limit) rows.push_back(std::move(row));
  };
  for (const Runtime& studio : studios_.runtimes()) {
    if (query.studio && studio->id() != *query.studio) continue;
    for (const QueueKind queue : kQueues) {
      for (QueuedJobInfo& info : studio->mailbox(queue).list(query.limit)) {
        JobRow row;
        row.studio = studio->id();
        row.queue = queue;
        row.info = std::move(info);
        add(std::move(row));
      }
    }
    for (const JobRecord& job : studio->stuck().all_quarantined()) {
      add(row_of(job, "quarantined", now));
    }
    for (const DeadLetter& letter : services_.store.dead_letters(studio->id())) {
      add(row_of(letter, now));
    }
  }
  return rows;
}

std::optional<JobDetails> JobControlImpl::show(const JobId& id) {
  const Time now = services_.clock.now();
  if (const auto stuck = find_quarantined(id)) {
    return JobDetails{row_of(stuck->job, "quarantined", now), stuck->job.payload};
  }
  if (const auto card = services_.desk.card(id)) {
    const Studios::Found found = studios_.find(card->studio);
    const auto info = found.runtime ? found.runtime->mailbox(card->queue).info(id) : std::nullopt;
    if (info) {
      JobDetails details;
      details.row.studio = card->studio;
      details.row.queue = card->queue;
      details.row.info = *info;
      if (const auto record = services_.store.waiting_job(id)) {
        details.payload = record->payload;
        details.row.crashes = record->crashes;
        details.row.info.attempts = record->attempts;
      } else {
        details.payload = found.runtime->mailbox(card->queue).payload(id);
      }
      return details;
    }
  }
  if (const auto dead = find_dead(id)) {
    return JobDetails{row_of(dead->letter, now), dead->letter.job.payload};
  }
  return std::nullopt;
}

}  // namespace takt::conductor
