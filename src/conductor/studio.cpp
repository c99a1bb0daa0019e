#include "conductor/studio.h"

#include <cmath>
#include <limits>

#include "base/log.h"
#include "conductor/job_policy.h"
#include "conductor/lane.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;
using worker::WorkerThread;

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

std::string os_name(QueueKind kind, int lane, const StudioId& studio) {
  switch (kind) {
    case QueueKind::studio:
      return fmt::format("play {}", studio);
    case QueueKind::ingest:
      return fmt::format("ing{} {}", lane, studio);
    case QueueKind::events:
      return fmt::format("evt {}", studio);
  }
  return studio.str();
}

/// A take never stands behind an ingest storm for a processor.
int niceness(QueueKind kind) {
  switch (kind) {
    case QueueKind::studio:
      return 0;
    case QueueKind::ingest:
      return 5;
    case QueueKind::events:
      return 10;
  }
  return 0;
}

/// Throws when the studio's settings don't allow it to work at all.
void check_settings(const Configuration& configuration) {
  const Opt<BlueprintId>& id = configuration.studio().blueprint_id;
  if (!id) return;
  const Doc<BlueprintDocument> blueprint = configuration.blueprint(*id);
  if (!blueprint) throw std::runtime_error(fmt::format("Studio blueprint \"{}\" is missing", *id));
  if (blueprint->blueprintType.value_or("studio") != "studio") {
    throw std::runtime_error(fmt::format("Blueprint \"{}\" is a {} blueprint, not a studio's", *id,
                                         *blueprint->blueprintType));
  }
}

void fill_running(ThreadStatus& status, const WorkerThread::Activity& activity,
                  const Options& options) {
  const worker::Progress::Seen& progress = activity.progress;
  status.state = "running";
  status.job_id = activity.job_id;
  status.job_name = activity.job_name;
  status.running_ms = steady_ms() - activity.since_ms;
  status.doing = progress.doing;
  status.doing_ms = progress.doing_ms;
  status.lock_ms = progress.lock_ms;
  status.blueprint_ms = progress.blueprint_ms;
  status.device_ms = progress.device_ms;
  status.commit_ms = progress.commit_ms;
  if (status.running_ms <= options.slow_job_ms) return;
  const bool is_stalled = status.doing_ms > options.stall_ms;
  status.state = is_stalled ? "stalled" : "slow";
  status.status_code = is_stalled ? 4 : 2;
  status.reason = "Job is running slow";
}

ThreadStatus thread_status(const WorkerThread& thread, const Options& options) {
  const WorkerThread::Activity activity = thread.activity();
  ThreadStatus status;
  status.name = thread.name();
  status.instance = thread.instance();
  status.os_id = activity.os_id;
  status.jobs_done = activity.jobs_done;
  status.busy_ms = activity.busy_ms;
  status.reason = activity.settings_problem;
  switch (activity.phase) {
    case WorkerThread::Phase::unstarted:
    case WorkerThread::Phase::starting:
      status.state = "starting";
      status.status_code = 4;
      status.reason = "Thread restarting";
      break;
    case WorkerThread::Phase::idle:
      status.state = "idle";
      break;
    case WorkerThread::Phase::ended:
      status.state = "stopped";
      status.status_code = 4;
      status.reason = "Closed";
      break;
    case WorkerThread::Phase::running:
      fill_running(status, activity, options);
      break;
  }
  if (!activity.settings_problem.empty() && status.status_code == 1) {
    status.status_code = 2;
  }
  return status;
}

}  // namespace

struct StudioRuntime::Worker {
  std::unique_ptr<Lane> lane;
  std::unique_ptr<worker::LockService> locks;
  std::unique_ptr<LaneFollowUps> follow_ups;
  std::unique_ptr<WorkerThread> thread;
};

StudioRuntime::StudioRuntime(const Services& services, StudioId id, Observer observer)
    : services_(services),
      id_(std::move(id)),
      observer_(std::move(observer)),
      self_(std::make_shared<StudioRuntime*>(this)),
      locks_({}, [this](const JobId& job) { mailbox(QueueKind::studio).unpark(job); }),
      devices_(services.store, id_,
               [this](const worker::DeviceDesk::Ended& ended) { journal_command(ended); }) {
  for (auto& watch : deadline_watch_ms_) watch = kNever;
  const JobQueue::Limits limits{services.options.interactive_limit, services.options.durable_limit};
  for (const QueueKind kind : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
    mailboxes_[static_cast<size_t>(kind)] = std::make_unique<Mailbox>(
        queue_name(kind, id_), limits,
        [this](const std::string& partition) { return is_on_air(partition); },
        [this](const std::vector<QueueEntry>& expired) { refuse_expired(expired); });
  }
  add_worker(QueueKind::studio, 1);
  for (int lane = 1; lane <= services.options.ingest_lanes; ++lane) {
    add_worker(QueueKind::ingest, lane);
  }
  add_worker(QueueKind::events, 1);
}

StudioRuntime::~StudioRuntime() {
  *self_ = nullptr;
}

void StudioRuntime::add_worker(QueueKind kind, int lane) {
  auto worker = std::make_unique<Worker>();
  const std::string name = kind == QueueKind::ingest
                               ? fmt::format("{}#{}", queue_name(kind, id_), lane)
                               : queue_name(kind, id_);
  worker->follow_ups = std::make_unique<LaneFollowUps>(services_, *this);
  worker->lane =
      std::make_unique<Lane>(services_, *this, kind, lane, mailbox(kind), *worker->follow_ups,
                             [this](const std::string& reason) { give_up(reason); });
  worker->locks =
      locks_.service(name, kind == QueueKind::studio ? LockClass::playout : LockClass::other);
  WorkerThread::Setup setup;
  setup.name = name;
  setup.os_name = os_name(kind, lane, id_);
  setup.studio = id_;
  setup.niceness = niceness(kind);
  setup.is_in_front = kind == QueueKind::studio;
  setup.blueprints.host_url = services_.options.host_url;
  setup.blueprints.script_ms = kind == QueueKind::studio ? services_.options.operator_script_ms
                                                         : services_.options.other_script_ms;
  setup.blueprints.script_memory_bytes = services_.options.script_memory_bytes;
  if (kind == QueueKind::studio) {
    setup.warms_up = true;
    setup.prepare = [this] { prepare(); };
    setup.on_ready = [this] {
      services_.loop.post("studio ready", [this, self = self_] {
        if (*self != nullptr && observer_.on_ready) observer_.on_ready();
      });
    };
  }
  setup.on_ended = [this](const std::string& failure) {
    // The runtime is joined, hence there, until this has run.
    services_.loop.post("thread ended", [this, failure] { worker_ended(failure); });
  };
  worker->thread = std::make_unique<WorkerThread>(
      std::move(setup),
      WorkerThread::World{services_.table, services_.store, services_.clock, devices_},
      *worker->lane, *worker->locks, *worker->follow_ups);
  workers_.push_back(std::move(worker));
}

void StudioRuntime::start() {
  running_workers_ = workers_.size();
  for (const auto& worker : workers_) worker->thread->start();
}

void StudioRuntime::prepare() {
  services_.store.studio(id_);
  check_settings(Configuration(services_.store.system(), id_));
  epoch_ = services_.store.acquire_studio(id_);
  devices_.start(epoch_);
  find_on_air();
  services_.journal.begin(id_, services_.store.moment(id_));
  load_dead_letters();
  open_mailboxes();
}

/// Beside the row of its job: what a device was told, and what it said.
void StudioRuntime::journal_command(const worker::DeviceDesk::Ended& ended) {
  JournalRow row;
  row.studio = id_;
  row.job = JobId(ended.command._id.str());
  row.name = "deviceCommand";
  row.finished_at = services_.clock.now();
  JsonObject body{{"queue", ""},
                  {"end", ended.error.empty() ? "done" : "failed"},
                  {"now", number(ended.command.time)},
                  {"payload", to_json(ended.command)},
                  {"tookMs", number(std::round(ended.took_ms))}};
  if (ended.error.empty()) {
    body["result"] = ended.reply;
  } else {
    body["error"] = ended.error;
  }
  row.body = std::move(body);
  services_.journal.add({std::move(row), 0, {}});
}

void StudioRuntime::load_dead_letters() {
  for (const DeadLetter& letter : services_.store.dead_letters(id_)) stuck_.bury(letter.job);
}

/// What was acknowledged before and isn't done runs before anything newer.
void StudioRuntime::open_mailboxes() {
  std::array<std::vector<QueueEntry>, 3> waiting;
  const Time now = services_.clock.now();
  const double steady_now = steady_ms();
  for (const JobRecord& record : services_.store.waiting_jobs(id_)) {
    const auto kind = queue_kind_by_name(record.queue);
    if (!kind) continue;
    JobId id = record.id;
    JobDesk::Card card{id_, *kind, record.name, record.idempotency_key, {}};
    if (!card.idempotency_key.empty()) {
      card.fingerprint = fingerprint_of(*kind, record.name, record.payload);
    }
    services_.desk.open(id, std::move(card), {});
    services_.desk.accepted(id);
    if (record.crashes >= kQuarantineCrashes) {
      log::error("job {} ({}) ended its process {} times; it is quarantined: `takt jobs show {}`",
                 record.name, record.id, record.crashes, record.id);
      stuck_.quarantine(record);
      continue;
    }
    waiting[static_cast<size_t>(*kind)].push_back(
        entry_of(services_.table, record, now, steady_now));
  }
  hold_lanes();
  for (size_t i = 0; i < waiting.size(); ++i) mailboxes_[i]->open(std::move(waiting[i]));
  recalculate_timers();
}

/// What an operator has paused stays so.
void StudioRuntime::hold_lanes() {
  for (const HeldLane& held : services_.store.held_lanes(id_)) {
    const auto kind = queue_kind_by_name(held.queue);
    if (!kind) continue;
    std::string name = queue_name(*kind, id_);
    if (held.lane != 0) name += fmt::format("#{}", held.lane);
    log::warning("{} is still paused: `takt jobs resume {}` ends that", name, name);
    mailbox(*kind).pause(held.lane);
  }
}

/// What T-timers project has aged while the studio was down. Not kept on disk: every start asks for
/// it anew.
void StudioRuntime::recalculate_timers() {
  static constexpr const char* kJob = "recalculateTTimerProjections";
  if (services_.table.find(QueueKind::studio, kJob) == nullptr) return;
  QueueEntry entry;
  entry.id = JobId(RandomIds().next());
  entry.name = kJob;
  entry.payload = JsonObject{};
  push(QueueKind::studio, std::move(entry), true);
}

void StudioRuntime::close(const std::string& reason, bool for_good) {
  const UserError error(UserErrorKey::StudioUnavailable,
                        {{"studio", id_.str()}, {"message", reason}}, 503);
  for (const auto& box : mailboxes_) end_waiting(box->close(), error, for_good);
}

void StudioRuntime::end_waiting(const std::vector<QueueEntry>& waiting, const UserError& error,
                                bool durable) {
  for (const QueueEntry& entry : waiting) {
    locks_.withdraw(entry.id);
    if (entry.durable && !durable) continue;
    services_.desk.refuse(entry.id, error);
    for (const JobId& id : entry.merged) services_.desk.refuse(id, error);
  }
}

void StudioRuntime::worker_ended(const std::string& failure) {
  if (!failure.empty() && failure_.empty()) {
    failure_ = failure;
    close(failure, false);
  }
  if (--running_workers_ == 0) observer_.on_ended(failure_);
}

void StudioRuntime::give_up(const std::string& reason) {
  services_.loop.post("studio gives up", [this, self = self_, reason] {
    if (*self == nullptr || !failure_.empty()) return;
    failure_ = reason;
    close(reason, false);
  });
}

void StudioRuntime::join() {
  for (const auto& worker : workers_) worker->thread->join();
}

JobQueue::Push StudioRuntime::push(QueueKind kind, QueueEntry entry, bool forced) {
  const std::optional<double> deadline = entry.deadline_ms;
  const JobQueue::Push pushed = mailbox(kind).push(std::move(entry), forced);
  if (deadline && pushed == JobQueue::Push::queued) watch_deadline(kind, *deadline);
  return pushed;
}

void StudioRuntime::park(QueueKind kind, QueueEntry entry) {
  // What was acknowledged waits for as long as it takes.
  double until = kNever;
  if (entry.deadline_ms) {
    until = std::min(*entry.deadline_ms, steady_ms() + locks_.limits().operator_wait_ms);
  }
  mailbox(kind).park(std::move(entry), until);
  watch_deadline(kind, until);
}

/// Operators' jobs. One that waited for a lock doesn't get it later.
void StudioRuntime::refuse_expired(const std::vector<QueueEntry>& expired) {
  for (const QueueEntry& entry : expired) {
    const Json waited = number(std::round(steady_ms() - entry.pushed_ms));
    const auto resource = locks_.withdraw(entry.id);
    services_.desk.refuse(
        entry.id, resource ? UserError(UserErrorKey::LockTimedOut,
                                       {{"resource", *resource}, {"waited", waited}}, 503)
                           : UserError(UserErrorKey::JobDeadlinePassed, {{"waited", waited}}, 503));
  }
}

/// A timer for each queue, at its earliest deadline.
void StudioRuntime::watch_deadline(QueueKind kind, double deadline_ms) {
  std::atomic<double>& watched = deadline_watch_ms_[static_cast<size_t>(kind)];
  double earliest = watched;
  do {
    if (earliest <= deadline_ms) return;
  } while (!watched.compare_exchange_weak(earliest, deadline_ms));
  services_.loop.at(deadline_ms + 1, "deadlines", [this, self = self_, kind, &watched] {
    if (*self == nullptr) return;
    watched = kNever;
    const double next = mailbox(kind).expire();
    if (next < kNever) watch_deadline(kind, next);
  });
}

void StudioRuntime::settings_changed() {
  for (const auto& box : mailboxes_) box->refresh();
}

void StudioRuntime::note(const std::vector<DocumentChange>& changes) {
  devices_.note(changes);
  const auto concerns = [](const DocumentChange& change) {
    if (change.collection == Collection::rundowns) {
      const auto before = std::static_pointer_cast<const Rundown>(change.before);
      const auto after = std::static_pointer_cast<const Rundown>(change.after);
      return !before || !after || before->playlistId != after->playlistId;
    }
    if (change.collection != Collection::rundownPlaylists) return false;
    const auto is_active = [](const std::shared_ptr<const void>& document) {
      const auto playlist = std::static_pointer_cast<const Playlist>(document);
      return playlist && playlist->activationId.has_value();
    };
    return is_active(change.before) != is_active(change.after);
  };
  if (std::any_of(changes.begin(), changes.end(), concerns)) find_on_air();
}

void StudioRuntime::find_on_air() {
  std::set<std::string> found;
  const Documents& documents = services_.store.studio(id_);
  for (const Doc<Playlist>& playlist : documents.all<Playlist>()) {
    if (!playlist->activationId) continue;
    for (const auto& rundown : documents.by<Rundown>(Index::playlist, playlist->_id.str())) {
      found.insert(rundown_partition(rundown->_id));
    }
  }
  const WriterLock lock(on_air_mutex_);
  on_air_ = std::move(found);
}

bool StudioRuntime::is_on_air(const std::string& partition) const {
  const ReaderLock lock(on_air_mutex_);
  return on_air_.contains(partition);
}

void StudioRuntime::fill_status(StudioStatus& status, Detail detail) const {
  for (const auto& worker : workers_) {
    status.threads.push_back(thread_status(*worker->thread, services_.options));
    if (status.threads.back().state == "stalled" && status.state == "running") {
      status.state = "stalled";
      status.reason = fmt::format("the thread {} is stalled", worker->thread->name());
    }
  }
  if (detail == Detail::threads) return;
  for (size_t i = 0; i < mailboxes_.size(); ++i) {
    status.queues.push_back(mailboxes_[i]->status());
    status.queues.back().jobs = statistics_[i].seen();
  }
  status.locks = locks_.status();
  status.lock_totals = locks_.totals();
  status.dead_letters = stuck_.dead_letters();
  status.quarantined = stuck_.all_quarantined().size();
}

}  // namespace takt::conductor
