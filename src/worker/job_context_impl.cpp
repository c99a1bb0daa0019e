#include "worker/job_context_impl.h"

#include "base/fault.h"
#include "base/log.h"
#include "blueprints/blueprints.h"
#include "worker/steady.h"

namespace takt::worker {

JobContextImpl::JobContextImpl(const World& world, const Configuration& configuration,
                               const JobTask& task, JobOutcome& outcome)
    : world_(world),
      configuration_(configuration),
      task_(task),
      outcome_(outcome),
      documents_(world.store.studio(configuration.studio().id), world.store.system()) {}

JobContextImpl::~JobContextImpl() {
  finish();
}

Time JobContextImpl::now() const {
  if (!now_) now_ = world_.clock.now();
  return *now_;
}

blueprints::Blueprints& JobContextImpl::blueprints() {
  if (blueprints_ == nullptr) {
    blueprints_ = &world_.blueprints();
    script_start_ = blueprints_->engine().script_time();
  }
  return *blueprints_;
}

double JobContextImpl::script_ms() const {
  if (blueprints_ == nullptr) return 0;
  const std::chrono::duration<double, std::milli> spent =
      blueprints_->engine().script_time() - script_start_;
  return spent.count();
}

void JobContextImpl::keep_on_failure() {
  kept_ = Kept{documents_.changes(), queued_.size(), after_commit_.size()};
}

void JobContextImpl::acquire_rundown(const RundownId& id) {
  const LockKey key{LockKind::rundown, id.str()};
  if (!held_.empty()) {
    throw LockOrderError(
        fmt::format("{} asked for while {} is held", lock_name(key), lock_name(held_.back())));
  }
  acquire(key);
}

void JobContextImpl::acquire_playlist(const PlaylistId& id) {
  const LockKey key{LockKind::playlist, id.str()};
  size_t playlists = 0;
  for (const LockKey& held : held_) {
    if (held.kind != LockKind::playlist) continue;
    // Two playlists only for a move, in id order; the same one twice is a defect.
    if (++playlists > 1 || held.id >= key.id) {
      throw LockOrderError(
          fmt::format("{} asked for while {} is held", lock_name(key), lock_name(held)));
    }
  }
  if (playlists > 0) return acquire(key);
  // Before it is given: who has it must not wait for the processor first.
  raised_.emplace();
  try {
    acquire(key);
  } catch (...) {
    raised_.reset();
    throw;
  }
}

void JobContextImpl::acquire(const LockKey& key) {
  const double start = steady_ms();
  try {
    const Progress::Scope waiting(world_.progress, Progress::Stage::lock, lock_name(key));
    world_.locks.acquire(key, task_);
  } catch (...) {
    outcome_.timings.lock_wait_ms += steady_ms() - start;
    throw;
  }
  outcome_.timings.lock_wait_ms += steady_ms() - start;
  held_.push_back(key);
}

void JobContextImpl::release(const LockKey& key) {
  if (std::erase(held_, key) == 0) {
    throw LockOrderError(fmt::format("{} given back but not held", lock_name(key)));
  }
  world_.locks.release(key);
  const bool holds_playlist = std::any_of(held_.begin(), held_.end(), [](const LockKey& held) {
    return held.kind == LockKind::playlist;
  });
  if (!holds_playlist) raised_.reset();
}

Transaction JobContextImpl::transaction() const {
  Transaction made;
  made.studio = studio_id();
  made.epoch = task_.epoch;
  for (const LockKey& key : held_) {
    if (key.kind == LockKind::playlist) {
      made.locks.playlists.emplace_back(key.id);
    } else {
      made.locks.rundowns.emplace_back(key.id);
    }
  }
  switch (task_.queue) {
    case QueueKind::studio:
      made.commit_class = CommitClass::playout;
      break;
    case QueueKind::ingest:
      made.commit_class = CommitClass::bulk;
      break;
    case QueueKind::events:
      made.commit_class = CommitClass::normal;
      // The job itself was synced when it was queued: after a power failure it runs again. What is
      // then told to others (a message, a command) is synced before it is. So a flood of events
      // never has the disk when a take wants it.
      made.sync = false;
      break;
  }
  return made;
}

JobCompletion JobContextImpl::completion() const {
  JobCompletion done;
  done.id = task_.id;
  done.result = outcome_.result;
  if (outcome_.error) done.error = outcome_.error->to_json();
  done.finished_at = world_.clock.now();
  done.dead_letter = outcome_.end == JobEnd::defect;
  return done;
}

void JobContextImpl::commit(bool completes) {
  Transaction made = transaction();
  made.changes = documents_.changes();
  made.texts = take_texts();
  made.queued = world_.follow_ups.records(queued_);
  if (completes && task_.durable) {
    made.completed = completion();
    made.merged_away = task_.merged;
    if (outcome_.end == JobEnd::done) {
      for (const JobId& id : task_.supersedes) made.marks.push_back({id, JobMark::superseded});
    }
  }
  if (made.changes.empty() && made.queued.empty() && !made.completed) {
    std::move(queued_.begin(), queued_.end(), std::back_inserter(outcome_.queued));
    queued_.clear();
    return;
  }
  std::vector<JobRecord> records = made.queued;
  CommitReceipt receipt;
  made.receipt = &receipt;
  TAKT_FAULT(task_.queue == QueueKind::ingest ? "job.ingest_commit" : "job.commit");
  const double start = steady_ms();
  {
    const Progress::Scope committing(world_.progress, Progress::Stage::commit);
    world_.store.commit(std::move(made));
  }
  outcome_.timings.commit_ms += steady_ms() - start - receipt.publish_ms;
  outcome_.timings.publish_ms += receipt.publish_ms;
  if (receipt.place != 0) outcome_.place = receipt.place;
  keep_until_done(std::make_shared<const std::vector<AnyDoc>>(std::move(receipt.replaced)));
  ChangeSet changes = documents_.take_changes();
  std::move(changes.begin(), changes.end(), std::back_inserter(outcome_.changes));
  std::move(queued_.begin(), queued_.end(), std::back_inserter(outcome_.queued));
  queued_.clear();
  std::move(records.begin(), records.end(), std::back_inserter(sent_));
  for (const auto& action : std::exchange(after_commit_, {})) action();
}

void JobContextImpl::commit_step(PlaylistLock lock) {
  commit_and_release({LockKind::playlist, lock.id().str()});
}

void JobContextImpl::commit_step(RundownLock lock) {
  commit_and_release({LockKind::rundown, lock.id().str()});
}

void JobContextImpl::commit_and_release(const LockKey& key) {
  commit(false);
  kept_.reset();
  release(key);
  if (!sent_.empty()) world_.follow_ups.committed(std::exchange(sent_, {}));
}

void JobContextImpl::commit_success() {
  commit(true);
}

void JobContextImpl::commit_failure(bool keep) {
  documents_.restore(keep && kept_ ? std::move(kept_->changes) : ChangeSet{});
  queued_.resize(keep && kept_ ? kept_->queued : 0);
  after_commit_.resize(keep && kept_ ? kept_->after_commit : 0);
  commit(true);
}

void JobContextImpl::finish() {
  while (!held_.empty()) release(LockKey(held_.back()));
  if (!sent_.empty()) world_.follow_ups.committed(std::exchange(sent_, {}));
}

Json JobContextImpl::run_device_command(const PeripheralDeviceId& device, JsonObject command,
                                        double timeout_ms) {
  PeripheralDeviceCommand document;
  command["_id"] = world_.ids.next();
  command["deviceId"] = device.str();
  command["time"] = number(now());
  command["hasReply"] = false;
  from_json(document, command);
  const Progress::Scope waiting(world_.progress, Progress::Stage::device, device.str());
  try {
    Json reply = world_.devices.run(studio_id(), std::move(document), timeout_ms);
    outcome_.device_replies.push_back(JsonObject{{"result", reply}});
    return reply;
  } catch (const std::exception& error) {
    outcome_.device_replies.push_back(JsonObject{{"error", error.what()}});
    throw;
  }
}

}  // namespace takt::worker
