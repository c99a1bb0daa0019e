#include "base/log.h"
#include "conductor/job_control_impl.h"
#include "conductor/job_policy.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;

namespace {

UserError not_possible(const JobId& id, const std::string& why) {
  return UserError(UserErrorKey::JobNotPossible, {{"id", id.str()}, {"message", why}}, 409);
}

/// Why a job is in none of the states that the verb is for.
UserError wrong_state(const JobId& id, JobState state) {
  switch (state) {
    case JobState::waiting:
      return not_possible(id, "it waits for its turn");
    case JobState::running:
      return not_possible(id, "it is running");
    case JobState::finished:
      return not_possible(id, "it has ended");
    case JobState::unknown:
      break;
  }
  return UserError(UserErrorKey::DocumentNotFound, {{"collection", "jobs"}, {"id", id.str()}}, 404);
}

UserError cancelled() {
  return UserError(UserErrorKey::JobCancelled, {}, 409);
}

Transaction transaction_of(const StudioRuntime& studio) {
  Transaction made;
  made.studio = studio.id();
  made.epoch = studio.epoch();
  return made;
}

Transaction cancelling(const StudioRuntime& studio, const JobId& id, Time now) {
  Transaction made = transaction_of(studio);
  made.completed = JobCompletion{id, nullptr, cancelled().to_json(), now};
  return made;
}

}  // namespace

JobControlImpl::Runtime JobControlImpl::running(const StudioId& id) const {
  const Studios::Found found = studios_.find(id);
  if (!found.known) throw UserError(UserErrorKey::StudioNotFound, {{"studio", id.str()}}, 404);
  if (!found.runtime || found.runtime->epoch() == 0) {
    throw UserError(UserErrorKey::StudioUnavailable,
                    {{"studio", id.str()}, {"message", found.reason}}, 503);
  }
  return found.runtime;
}

JobControlImpl::Lane JobControlImpl::lane(const std::string& name) const {
  const auto unknown = [&](const std::string& what) {
    return UserError(UserErrorKey::PayloadInvalid,
                     {{"message", fmt::format("there is no {} \"{}\"", what, name)}}, 404);
  };
  const size_t colon = std::min(name.find(':'), name.size());
  const size_t hash = std::min(name.find('#', colon), name.size());
  const auto queue = queue_kind_by_name(std::string_view(name).substr(0, colon));
  if (!queue || colon + 1 >= hash) throw unknown("queue");
  Lane lane{running(StudioId(name.substr(colon + 1, hash - colon - 1))), *queue, 0};
  if (hash == name.size()) return lane;
  const int lanes = *queue == QueueKind::ingest ? services_.options.ingest_lanes : 1;
  for (int number = 1; number <= lanes; ++number) {
    if (name.substr(hash + 1) == std::to_string(number)) lane.number = number;
  }
  if (lane.number == 0) throw unknown("lane");
  return lane;
}

void JobControlImpl::note(const std::string& verb, const StudioId& studio, const JobId& job,
                          const std::string& what, const std::string& who) {
  log::info("jobs {} {} {} by {}", verb, what, job, who);
  JournalRow row;
  row.studio = studio;
  row.job = job;
  row.name = "jobs." + verb;
  row.finished_at = services_.clock.now();
  row.body = JsonObject{{"end", "verb"}, {"verb", verb}, {"what", what}, {"by", who}};
  services_.journal.add({std::move(row), 0, {}});
}

void JobControlImpl::pause(const std::string& name, const std::string& who, Held done) {
  hold(name, true, who, done);
}

void JobControlImpl::resume(const std::string& name, const std::string& who, Held done) {
  hold(name, false, who, done);
}

/// Takes effect once it is on disk, so that acts of two people end as the last of them asked.
void JobControlImpl::hold(const std::string& name, bool is_held, const std::string& who,
                          const Held& done) {
  const Lane found = lane(name);
  Transaction transaction = transaction_of(*found.studio);
  std::vector<HeldLane>& acts = is_held ? transaction.held : transaction.released;
  acts.push_back({std::string(queue_kind_name(found.queue)), found.number});
  const auto changed = std::make_shared<bool>(false);
  write(
      std::move(transaction), JobId(),
      [done, changed](std::optional<UserError> error, const JobId&) {
        done(std::move(error), *changed);
      },
      [this, found, name, is_held, who, changed] {
        Mailbox& box = found.studio->mailbox(found.queue);
        *changed = is_held ? box.pause(found.number) : box.resume(found.number);
        if (!*changed) return;
        note(is_held ? "pause" : "resume", found.studio->id(), JobId(), name, who);
      });
}

/// `then` runs once it is on disk.
void JobControlImpl::write(Transaction transaction, const JobId& id, const Done& done,
                           std::function<void()> then) {
  const bool taken = services_.writer.write(
      std::move(transaction), [id, done, then = std::move(then)](std::exception_ptr error) {
        if (error) return done(to_user_error(error), id);
        then();
        done(std::nullopt, id);
      });
  if (!taken) done(UserError(UserErrorKey::JobQueueFull, {{"queue", "system"}}, 429), id);
}

void JobControlImpl::cancel(const JobId& id, const std::string& who, Done done) {
  if (const auto stuck = find_quarantined(id)) return give_up(*stuck, "cancel", who, done);
  const auto card = services_.desk.card(id);
  const JobState state = services_.desk.lookup(id).state;
  if (!card || state != JobState::waiting) throw wrong_state(id, state);
  const Runtime studio = running(card->studio);
  Mailbox& box = studio->mailbox(card->queue);
  if (auto entry = box.remove(id)) {
    return cancel_waiting(studio, card->queue, std::move(*entry), who, done);
  }
  if (!box.remove_merged(id)) throw wrong_state(id, JobState::running);
  write(cancelling(*studio, id, services_.clock.now()), id, done, [this, id, studio, who] {
    services_.desk.refuse(id, cancelled());
    note("cancel", studio->id(), id, "merged job", who);
  });
}

void JobControlImpl::cancel_waiting(const Runtime& studio, QueueKind queue, QueueEntry entry,
                                    const std::string& who, const Done& done) {
  studio->locks().withdraw(entry.id);
  const JobId id = entry.id;
  const auto tell = [this, studio, who, id, merged = entry.merged, name = entry.name] {
    services_.desk.refuse(id, cancelled());
    for (const JobId& other : merged) services_.desk.refuse(other, cancelled());
    note("cancel", studio->id(), id, name, who);
  };
  if (!entry.durable) {
    tell();
    return done(std::nullopt, id);
  }
  Transaction transaction = cancelling(*studio, id, services_.clock.now());
  transaction.merged_away = entry.merged;
  // It is still waiting when that can't be written.
  const auto held = std::make_shared<QueueEntry>(std::move(entry));
  write(
      std::move(transaction), id,
      [studio, queue, held, done](std::optional<UserError> error, const JobId& which) {
        if (error) studio->push(queue, std::move(*held), true);
        done(std::move(error), which);
      },
      tell);
}

std::optional<JobControlImpl::Quarantined> JobControlImpl::find_quarantined(const JobId& id) {
  for (const Runtime& studio : studios_.runtimes()) {
    if (auto job = studio->stuck().quarantined(id)) return Quarantined{studio, std::move(*job)};
  }
  return std::nullopt;
}

std::optional<JobControlImpl::Dead> JobControlImpl::find_dead(const JobId& id) {
  for (const Runtime& studio : studios_.runtimes()) {
    for (DeadLetter& letter : services_.store.dead_letters(studio->id())) {
      if (letter.job.id == id) return Dead{studio, std::move(letter)};
    }
  }
  return std::nullopt;
}

void JobControlImpl::discard(const JobId& id, const std::string& who, Done done) {
  if (const auto stuck = find_quarantined(id)) return give_up(*stuck, "discard", who, done);
  const auto dead = find_dead(id);
  if (!dead) throw wrong_state(id, services_.desk.lookup(id).state);
  Transaction transaction = transaction_of(*dead->studio);
  transaction.marks = {{id, JobMark::discarded}};
  const std::string name = dead->letter.job.name;
  write(std::move(transaction), id, done, [this, studio = dead->studio, id, name, who] {
    studio->stuck().drop(id);
    note("discard", studio->id(), id, name, who);
  });
}

void JobControlImpl::give_up(const Quarantined& stuck, const std::string& verb,
                             const std::string& who, const Done& done) {
  const JobId id = stuck.job.id;
  write(cancelling(*stuck.studio, id, services_.clock.now()), id, done,
        [this, studio = stuck.studio, id, name = stuck.job.name, verb, who] {
          studio->stuck().drop(id);
          services_.desk.refuse(id, cancelled());
          note(verb, studio->id(), id, name, who);
        });
}

void JobControlImpl::retry(const JobId& id, bool forced, const std::string& who, Done done) {
  const auto stuck = find_quarantined(id);
  const auto dead = stuck ? std::nullopt : find_dead(id);
  if (!stuck && !dead) throw wrong_state(id, services_.desk.lookup(id).state);
  const bool is_superseded = stuck ? stuck->job.superseded : dead->letter.job.superseded;
  if (is_superseded && !forced) throw UserError(UserErrorKey::JobSuperseded, {}, 409);
  if (stuck) return pardon(*stuck, who, done);
  revive(*dead, who, done);
}

void JobControlImpl::pardon(const Quarantined& stuck, const std::string& who, const Done& done) {
  Transaction transaction = transaction_of(*stuck.studio);
  const JobId id = stuck.job.id;
  transaction.marks = {{id, JobMark::pardoned}};
  write(std::move(transaction), id, done, [this, studio = stuck.studio, id, who] {
    const auto job = studio->stuck().drop(id);
    if (!job) return;  // somebody else was quicker
    studio->push(*queue_kind_by_name(job->queue),
                 entry_of(services_.table, *job, services_.clock.now(), steady_ms()), true);
    note("retry", studio->id(), id, job->name, who);
  });
}

/// As a new job: an ended one never runs again.
void JobControlImpl::revive(const Dead& dead, const std::string& who, const Done& done) {
  JobRecord job = dead.letter.job;
  const JobId old_id = job.id;
  {
    const MutexLock lock(ids_mutex_);
    job.id = JobId(ids_.next());
  }
  job.idempotency_key.clear();
  job.queued_at = services_.clock.now();
  job.not_before = 0;
  job.attempts = 0;
  const QueueKind queue = *queue_kind_by_name(job.queue);
  JobId id = job.id;
  services_.desk.open(id, {job.studio, queue, job.name, {}, {}}, {});
  Transaction transaction = transaction_of(*dead.studio);
  transaction.queued = {job};
  transaction.marks = {{old_id, JobMark::discarded}};
  write(
      std::move(transaction), id,
      [this, done](std::optional<UserError> error, const JobId& which) {
        if (error) services_.desk.refuse(which, *error);
        done(std::move(error), which);
      },
      [this, studio = dead.studio, queue, job, old_id, who] {
        studio->stuck().drop(old_id);
        services_.desk.accepted(job.id);
        studio->push(queue, entry_of(services_.table, job, services_.clock.now(), steady_ms()),
                     true);
        note("retry", studio->id(), old_id, fmt::format("{} as {}", job.name, job.id), who);
      });
}

}  // namespace takt::conductor
