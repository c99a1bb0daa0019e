#include "worker/job_runner.h"

#include "base/fault.h"
#include "base/log.h"
#include "worker/steady.h"

namespace takt::worker {

namespace {

void fail(JobOutcome& outcome, JobEnd end, UserError error) {
  outcome.end = end;
  outcome.result = nullptr;
  outcome.error = std::move(error);
}

/// Fits `outcome` to what is in flight.
void fail_with_current(JobOutcome& outcome, const JobTask& task) {
  const std::exception_ptr error = std::current_exception();
  JobEnd end = JobEnd::defect;
  try {
    throw;
  } catch (const LockPending&) {
    end = JobEnd::lock_pending;
  } catch (const JobAlreadyDoneError&) {
    end = JobEnd::already_done;
  } catch (const StorePoisonedError&) {
    end = JobEnd::store_lost;
  } catch (const LeaseLostError&) {
    end = JobEnd::store_lost;
  } catch (const StoreError&) {
    end = JobEnd::store_failed;
  } catch (const UserError& known) {
    if (known.key() == UserErrorKey::LockTimedOut && task.durable) {
      end = task.is_last_try ? JobEnd::defect : JobEnd::lock_failed;
    } else if (known.key() != UserErrorKey::InternalError) {
      end = JobEnd::failed;
    }
  } catch (...) {
  }
  fail(outcome, end, to_user_error(error));
}

bool is_recorded(JobEnd end) {
  return end == JobEnd::failed || end == JobEnd::defect;
}

void log_failure(const JobTask& task, const JobOutcome& outcome) {
  if (outcome.end == JobEnd::lock_pending) return;
  const UserError& error = *outcome.error;
  if (outcome.end == JobEnd::failed) {
    log::info("job {} refused: {}", task.name, error.what());
    return;
  }
  log::error("job {} failed: {}{}{}", task.name, error.raw_message(),
             error.stack().empty() ? "" : "\n", error.stack());
}

}  // namespace

JobOutcome JobRunner::run(const JobTask& task, const Configuration& configuration) {
  JobOutcome outcome;
  outcome.timings.queued_ms = task.queued_ms - task.parked_ms;
  try {
    note_start(task, configuration.studio().id);
    JobContextImpl context = this->context(task, configuration, outcome);
    run_handler(context, task, outcome);
    if (is_recorded(outcome.end)) commit_failure(context, task, outcome);
    context.finish();
    outcome.leftovers = context.leftovers();
    outcome.when_idle = context.idle_work();
  } catch (...) {
    fail_with_current(outcome, task);
  }
  outcome.timings.lock_wait_ms += task.parked_ms;
  note_interruption(task, configuration.studio().id, outcome.end);
  if (outcome.end != JobEnd::done) log_failure(task, outcome);
  return outcome;
}

Transaction JobRunner::mark(const JobTask& task, const StudioId& studio, JobMark what) const {
  Transaction made;
  made.studio = studio;
  made.epoch = task.epoch;
  made.marks = {{task.id, what}};
  made.sync = false;
  if (task.queue == QueueKind::studio) made.commit_class = CommitClass::playout;
  return made;
}

/// Written before the job can do harm, so that one that ends its process is known at the next
/// start.
void JobRunner::note_start(const JobTask& task, const StudioId& studio) {
  if (!task.durable) return;
  store_.commit(mark(task, studio, JobMark::started));
  TAKT_FAULT("job.started");
}

/// It didn't end its process. When that can't be written either, a later death of the process
/// counts as the job's.
void JobRunner::note_interruption(const JobTask& task, const StudioId& studio, JobEnd end) {
  const bool runs_again =
      end == JobEnd::store_failed || end == JobEnd::lock_failed || end == JobEnd::lock_pending;
  if (!task.durable || !runs_again) return;
  try {
    store_.commit(mark(task, studio, JobMark::interrupted));
  } catch (const StoreError& error) {
    log::debug("job {}: its interruption is not noted: {}", task.id, error.what());
  }
}

void JobRunner::run_handler(JobContextImpl& context, const JobTask& task, JobOutcome& outcome) {
  const double start = steady_ms();
  try {
    TAKT_FAULT("job." + task.name);
    const JobEntry* entry = table_.find(task.queue, task.name);
    if (entry == nullptr) throw UserError(UserErrorKey::JobUnknown, {{"name", task.name}}, 404);
    outcome.result = entry->handler(context, task.payload);
  } catch (...) {
    fail_with_current(outcome, task);
  }
  outcome.now = context.now();
  JobTimings& times = outcome.timings;
  times.load_ms = context.phases().load_ms;
  times.blueprint_ms = context.script_ms();
  times.compute_ms = std::max(0.0, steady_ms() - start - times.lock_wait_ms - times.load_ms -
                                       times.blueprint_ms - times.commit_ms - times.publish_ms);
  if (outcome.end != JobEnd::done) return;
  try {
    TAKT_FAULT("job.handled");
    TAKT_FAULT("job.handled." + task.name);
    context.commit_success();
    TAKT_FAULT("job.committed");
    TAKT_FAULT("job.committed." + task.name);
  } catch (...) {
    fail_with_current(outcome, task);
  }
}

/// A failure is recorded even when what the handler kept can't be committed.
void JobRunner::commit_failure(JobContextImpl& context, const JobTask& task, JobOutcome& outcome) {
  for (const bool keep : {true, false}) {
    try {
      context.commit_failure(keep);
      return;
    } catch (const StoreError&) {
      fail_with_current(outcome, task);
      return;
    } catch (const std::exception& error) {
      log::error("what a failed job keeps could not be committed: {}", error.what());
    }
  }
}

Json to_json(const JobTimings& timings) {
  const auto rounded = [](double ms) { return number(std::round(ms * 1000) / 1000); };
  return JsonObject{
      {"queued", rounded(timings.queued_ms)},   {"lockWait", rounded(timings.lock_wait_ms)},
      {"load", rounded(timings.load_ms)},       {"blueprint", rounded(timings.blueprint_ms)},
      {"compute", rounded(timings.compute_ms)}, {"commit", rounded(timings.commit_ms)},
      {"publish", rounded(timings.publish_ms)}};
}

std::string lock_name(const LockKey& key) {
  return fmt::format("{}:{}", key.kind == LockKind::rundown ? "rundown" : "playlist", key.id);
}

}  // namespace takt::worker
