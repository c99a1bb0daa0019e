#include "conductor/conductor.h"

#include <pthread.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/mutex.h"
#include "conductor/job_control_impl.h"
#include "conductor/job_policy.h"
#include "conductor/studios.h"
#include "conductor/thread_documents.h"
#include "conductor/watchdog.h"
#include "script/allocation.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;

namespace {

constexpr double kTickMs = 1000;

bool is_setting(const DocumentChange& change) {
  switch (change.collection) {
    case Collection::studios:
    case Collection::showStyleBases:
    case Collection::showStyleVariants:
    case Collection::blueprints:
      return true;
    default:
      return false;
  }
}

UserError queue_full(const JobRequest& request) {
  return UserError(UserErrorKey::JobQueueFull,
                   {{"queue", queue_name(request.queue, request.studio)}}, 429);
}

UserError unavailable(const StudioId& studio, const std::string& reason) {
  return UserError(UserErrorKey::StudioUnavailable, {{"studio", studio.str()}, {"message", reason}},
                   503);
}

}  // namespace

class Conductor::Impl {
 public:
  Impl(Store& store, const JobTable& table, const Clock& clock, Options options)
      : store_(store),
        table_(table),
        clock_(clock),
        options_(std::move(options)),
        desk_(store, clock),
        writer_(store),
        journal_(store, clock),
        studios_({store, table, clock, options_, loop_, desk_, writer_, journal_},
                 {[this] { all_ended(); }, [this] { store_is_lost(); }}),
        control_({store, table, clock, options_, loop_, desk_, writer_, journal_}, studios_),
        watchdog_({options_.slow_job_ms, options_.stall_ms}),
        documents_(store.system(), clock.now()),
        link_(std::make_shared<Link>()) {
    link_->impl = this;
    store_.subscribe(
        [link = link_](const StudioId& studio, const std::vector<DocumentChange>& changes) {
          const ReaderLock lock(link->mutex);
          if (link->impl != nullptr) link->impl->note(studio, changes);
        });
    writer_.start();
    journal_.start();
  }

  ~Impl() {
    writer_.stop();
    journal_.stop();
    const WriterLock lock(link_->mutex);
    link_->impl = nullptr;
  }

  bool run() {
    script::keep_freed_memory();
    pthread_setname_np(pthread_self(), "conductor");
    log::context().thread = "conductor";
    loop_.post("start studios", [this] { studios_.sync(); });
    loop_.post("tick", [this] { tick(); });
    loop_.run();
    writer_.stop();
    journal_.stop();
    return drained_;
  }

  void request_stop() {
    stopping_ = true;
    loop_.post("stop", [this] {
      studios_.close_all();
      loop_.at(steady_ms() + options_.drain_ms, "drain", [this] {
        log::error("running jobs did not end within {:.0f} s", options_.drain_ms / 1000);
        drained_ = false;
        loop_.stop();
      });
    });
  }

  bool store_lost() const { return store_lost_; }
  JobId push(JobRequest request, JobCallbacks callbacks);
  JobLookup result(const JobId& id) { return desk_.lookup(id); }
  JobControl& jobs() { return control_; }
  void write(const StudioId& studio, ChangeSet changes, WriteDone done);
  StatusSnapshot status(Detail detail);

 private:
  /// The store's listener outlives the conductor.
  struct Link {
    SharedMutex mutex;
    Impl* impl = nullptr;
  };

  JobId new_id(const JobEntry* entry) {
    std::string random;
    {
      const MutexLock lock(ids_mutex_);
      random = ids_.next();
    }
    const bool is_kept = entry != nullptr && entry->info.delivery != Delivery::interactive;
    return is_kept ? JobId(std::move(random)) : desk_.interactive_id(random);
  }

  void push_interactive(const JobId& id, JobRequest request, StudioRuntime& runtime);
  void push_durable(const JobId& id, JobRequest request, StudioRuntime& runtime);
  void accepted(JobRecord record, std::exception_ptr error);
  void journal_write(const StudioId& studio, uint64_t place, ChangeSet written);

  void note(const StudioId& studio, const std::vector<DocumentChange>& changes) {
    if (!studio.empty()) studios_.note(studio, changes);
    if (std::none_of(changes.begin(), changes.end(), is_setting)) return;
    studios_.refresh_threads();
    ChangeSet settings;
    for (const DocumentChange& change : changes) {
      if (is_setting(change)) settings.push_back({change.collection, change.id, change.after});
    }
    journal_.settings_changed(store_.system_commits(), std::move(settings));
    if (!settings_noted_.exchange(true)) {
      loop_.post("settings", [this] {
        settings_noted_ = false;
        studios_.settings_changed();
      });
    }
  }

  void tick() {
    studios_.sync();
    const StatusSnapshot now = status(Detail::threads);
    for (const std::string& thread : watchdog_.look(now)) {
      if (options_.on_stall) options_.on_stall(thread);
    }
    write_documents(now);
    if (options_.on_tick) options_.on_tick(now);
    if (store_.is_lost()) store_is_lost();
    loop_.at(steady_ms() + kTickMs, "tick", [this] { tick(); });
  }

  void store_is_lost() {
    if (stopping_) return;
    log::error("the store takes no more commits: everything stops, to open it anew");
    store_lost_ = true;
    request_stop();
  }

  void write_documents(const StatusSnapshot& now) {
    Transaction transaction;
    transaction.changes = documents_.update(now, clock_.now());
    if (transaction.changes.empty()) return;
    transaction.locks.everything = true;
    transaction.sync = false;
    if (!writer_.write(std::move(transaction), nullptr)) log::warning("status is not written");
  }

  void all_ended() {
    write_documents(status(Detail::threads));
    loop_.stop();
  }

  Store& store_;
  const JobTable& table_;
  const Clock& clock_;
  const Options options_;
  const double started_ms_ = steady_ms();
  EventLoop loop_;
  JobDesk desk_;
  SystemWriter writer_;
  JournalWriter journal_;
  Studios studios_;
  JobControlImpl control_;
  Watchdog watchdog_;          // main thread
  ThreadDocuments documents_;  // main thread
  const std::shared_ptr<Link> link_;
  Mutex ids_mutex_;
  RandomIds ids_ TAKT_GUARDED_BY(ids_mutex_);
  std::atomic<bool> settings_noted_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> store_lost_ = false;
  bool drained_ = true;
};

JobId Conductor::Impl::push(JobRequest request, JobCallbacks callbacks) {
  const JobEntry* entry = table_.find(request.queue, request.name);
  JobId id = new_id(entry);
  JobDesk::Card card{request.studio, request.queue, request.name, request.idempotency_key, {}};
  if (!card.idempotency_key.empty()) {
    card.fingerprint = fingerprint_of(request.queue, request.name, request.payload);
  }
  // The conflict's report needs them after open() took them.
  const JobCallbacks waiting = callbacks;
  switch (desk_.open(id, std::move(card), std::move(callbacks))) {
    case JobDesk::Opened::opened:
      break;
    case JobDesk::Opened::attached:
      return id;
    case JobDesk::Opened::key_conflict: {
      JobReport report{id, request.studio, request.queue, request.name, nullptr, {}, {}, {}};
      report.error = UserError(UserErrorKey::IdempotencyKeyAlreadyUsed, {}, 422);
      report.finished_at = clock_.now();
      if (waiting.finished) waiting.finished(report);
      return id;
    }
  }
  const Studios::Found studio = studios_.find(request.studio);
  if (!studio.known) {
    const std::string& studio_id = request.studio.str();
    desk_.refuse(id, UserError::with_inner(UserErrorKey::StudioNotFound,
                                           "there is no studio \"" + studio_id + "\"", "",
                                           {{"studio", studio_id}}, 404));
  } else if (entry == nullptr) {
    desk_.refuse(id, UserError(UserErrorKey::JobUnknown, {{"name", request.name}}, 404));
  } else if (stopping_ || !studio.runtime) {
    desk_.refuse(id,
                 unavailable(request.studio, stopping_ ? "the system is stopping" : studio.reason));
  } else if (entry->info.delivery == Delivery::interactive) {
    push_interactive(id, std::move(request), *studio.runtime);
  } else {
    push_durable(id, std::move(request), *studio.runtime);
  }
  return id;
}

void Conductor::Impl::push_interactive(const JobId& id, JobRequest request,
                                       StudioRuntime& runtime) {
  QueueEntry entry;
  entry.id = id;
  entry.name = request.name;
  entry.partition = partition_of(request.studio, request.queue, request.payload, store_);
  entry.queued_at = clock_.now();
  entry.payload = std::move(request.payload);
  entry.priority = request.options.low_priority ? 1 : 0;
  entry.deadline_ms = steady_ms() + request.deadline_ms.value_or(options_.interactive_deadline_ms);
  switch (runtime.push(request.queue, std::move(entry), false)) {
    case JobQueue::Push::full:
      desk_.refuse(id, queue_full(request));
      break;
    case JobQueue::Push::closed:
      desk_.refuse(id, unavailable(request.studio, "it closes"));
      break;
    default:
      desk_.accepted(id);
  }
}

void Conductor::Impl::push_durable(const JobId& id, JobRequest request, StudioRuntime& runtime) {
  if (runtime.refuses_durable(request.queue)) return desk_.refuse(id, queue_full(request));
  JobRecord record =
      make_record(table_, id, request.studio,
                  {request.queue, request.name, std::move(request.payload), request.options},
                  clock_.now(), store_);
  record.idempotency_key = request.idempotency_key;
  const bool taken =
      writer_.accept(record, [this, record](std::exception_ptr error) { accepted(record, error); });
  if (!taken) desk_.refuse(id, queue_full(request));
}

/// On the system thread: a durable job is on disk, or not.
void Conductor::Impl::accepted(JobRecord record, std::exception_ptr error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const IdempotencyKeyTakenError& taken) {
    return desk_.settle_as(record.id, taken.holder());
  } catch (...) {
    return desk_.refuse(record.id, to_user_error(error));
  }
  TAKT_FAULT("job.accepted");
  desk_.accepted(record.id);
  // A studio that closed meanwhile finds the job on disk when it starts again.
  const Studios::Found studio = studios_.find(record.studio);
  const auto kind = queue_kind_by_name(record.queue);
  if (studio.runtime && kind) {
    studio.runtime->push(*kind, entry_of(table_, record, clock_.now(), steady_ms()), true);
  }
}

void Conductor::Impl::write(const StudioId& studio, ChangeSet changes, WriteDone done) {
  Transaction transaction;
  transaction.studio = studio;
  transaction.changes = std::move(changes);
  transaction.locks.everything = true;
  if (!studio.empty()) {
    const Studios::Found found = studios_.find(studio);
    transaction.epoch = found.runtime ? found.runtime->epoch() : 0;
    if (transaction.epoch == 0) return done(unavailable(studio, found.reason));
  }
  const auto receipt = std::make_shared<CommitReceipt>();
  transaction.receipt = receipt.get();
  ChangeSet written = transaction.changes;
  const auto committed = [this, done, studio, receipt,
                          written = std::move(written)](std::exception_ptr error) mutable {
    if (!error && receipt->place != 0) journal_write(studio, receipt->place, std::move(written));
    done(error ? std::optional(to_user_error(error)) : std::nullopt);
  };
  const bool taken = writer_.write(std::move(transaction), committed);
  if (!taken) done(UserError(UserErrorKey::JobQueueFull, {{"queue", "system"}}, 429));
}

/// So that a replay sees what came from outside between two jobs.
void Conductor::Impl::journal_write(const StudioId& studio, uint64_t place, ChangeSet written) {
  JournalRow row;
  row.studio = studio;
  row.name = "write";
  row.finished_at = clock_.now();
  row.body = JsonObject{{"queue", ""},
                        {"end", "done"},
                        {"now", number(row.finished_at)},
                        {"documents", changes_json(written)}};
  journal_.add({std::move(row), place, std::move(written)});
}

StatusSnapshot Conductor::Impl::status(Detail detail) {
  StatusSnapshot status;
  status.stopping = stopping_;
  status.uptime_ms = steady_ms() - started_ms_;
  const EventLoop::Longest longest = loop_.longest_handler();
  status.longest_handler_ms = longest.ms;
  status.longest_handler = longest.what;
  status.longest_handler_cpu_ms = longest.cpu_ms;
  status.system_backlog = writer_.backlog();
  status.journal_backlog = journal_.backlog();
  status.journal_lost = journal_.lost();
  status.store = store_.statistics();
  if (detail == Detail::full) status.refusals = desk_.refusals();
  studios_.fill_status(status, detail);
  return status;
}

Conductor::Conductor(Store& store, const JobTable& table, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(store, table, clock, std::move(options))) {}
Conductor::~Conductor() = default;
bool Conductor::run() {
  return impl_->run();
}
bool Conductor::store_lost() const {
  return impl_->store_lost();
}
void Conductor::request_stop() {
  impl_->request_stop();
}
JobId Conductor::push(JobRequest request, JobCallbacks callbacks) {
  return impl_->push(std::move(request), std::move(callbacks));
}
JobLookup Conductor::result(const JobId& id) {
  return impl_->result(id);
}
JobControl& Conductor::jobs() {
  return impl_->jobs();
}
void Conductor::write(const StudioId& studio, ChangeSet changes, WriteDone done) {
  impl_->write(studio, std::move(changes), std::move(done));
}
StatusSnapshot Conductor::status() {
  return impl_->status(Detail::full);
}

}  // namespace takt::conductor
