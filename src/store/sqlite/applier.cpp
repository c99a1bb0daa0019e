#include "store/sqlite/applier.h"

#include <pthread.h>
#include <sqlite3.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/thread_priority.h"
#include "store/sqlite/paced_writes.h"

namespace takt::sqlite {

namespace {

using namespace std::chrono_literals;

/// Commits that come close together are moved together, when whoever made them has gone on.
constexpr auto kGather = 10ms;
/// While much is committed more is gathered: a page that is changed again meanwhile is written once,
/// and of a job that has ended meanwhile only that.
constexpr auto kGatherLong = 250ms;
constexpr double kMuchBytesPerSecond = 1 << 20;
constexpr size_t kGatherBytes = 2 << 20;
constexpr auto kUpkeepEvery = 1000ms;
constexpr auto kAfterFailure = 200ms;
/// After a checkpoint that a reader kept from its end.
constexpr auto kAfterHalf = 100ms;
/// So much of the log is let go of at once; each time costs a sync.
constexpr size_t kReleaseBytes = 512 * 1024;
/// Readers wait for what is being moved, so it isn't much at once.
constexpr size_t kBatchBytes = 2 << 20;
constexpr size_t kManyBytes = 32 << 20;
/// What fails for longer, and not for want of space, won't pass.
constexpr auto kPatience = 10s;
constexpr int kNice = 5;

}  // namespace

Applier::Applier(Database& database, RedoLog& log, UpkeepQueue& upkeep, JournalLimits journal,
                 WalLimits wal)
    : database_(database),
      log_(log),
      upkeep_(upkeep),
      wal_(wal),
      operations_(database),
      upkeep_writer_(database, journal),
      begin_(database, "BEGIN IMMEDIATE"),
      commit_(database, "COMMIT"),
      set_applied_(database, "UPDATE redo SET applied = ?"),
      next_upkeep_(std::chrono::steady_clock::now() + kUpkeepEvery) {
  // The log holds what a power failure takes from the database.
  database_.exec("PRAGMA synchronous = NORMAL");
  sqlite3_wal_hook(
      database.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Applier*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
  thread_ = std::thread([this] { loop(); });
}

bool Applier::stop() {
  {
    const MutexLock lock(mutex_);
    must_stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
    sqlite3_wal_hook(database_.handle(), nullptr, nullptr);
  }
  const MutexLock lock(mutex_);
  return waiting_.empty() && !is_broken_;
}

void Applier::push(RedoRecords records, uint64_t last) {
  add(std::move(records), last);
}

void Applier::push_unlogged(RedoRecords records) {
  check();
  wait_for_room();
  add(std::move(records), std::nullopt);
}

/// `last`: of the log, if they are in it.
void Applier::add(RedoRecords records, std::optional<uint64_t> last) {
  bool is_called = false;
  {
    const MutexLock lock(mutex_);
    if (last) last_pushed_ = *last;
    const bool had_enough = waiting_bytes_ >= kGatherBytes;
    waiting_bytes_ += records.bytes();
    pushed_bytes_ += records.bytes();
    is_called = waiting_.empty() || (!had_enough && waiting_bytes_ >= kGatherBytes);
    waiting_.push_back({std::move(records), last_pushed_});
    ++pushes_;
  }
  if (is_called) wake_.notify_one();
}

void Applier::catch_up() {
  MutexLock lock(mutex_);
  const uint64_t wanted = pushes_;
  const int failures = failures_;
  while (applied_ < wanted) {
    if (failures_ > failures || is_broken_) throw StoreError(failure_);
    must_hurry_ = true;
    wake_.notify_one();
    changed_.wait(mutex_);
  }
}

void Applier::check() {
  {
    const MutexLock lock(mutex_);
    if (is_broken_) throw StoreError(failure_);
    if (failure_.empty()) return;
  }
  catch_up();
}

void Applier::wait_for_room() {
  MutexLock lock(mutex_);
  while (waiting_bytes_ > kManyBytes && failure_.empty()) changed_.wait(mutex_);
}

size_t Applier::waiting_bytes() const {
  const MutexLock lock(mutex_);
  return waiting_bytes_;
}

void Applier::loop() {
  pthread_setname_np(pthread_self(), "store");
  lower_thread_priority(kNice);
  const PacedWrites paced;
  while (wait_for_work()) {
    const bool is_sound = apply_waiting();
    if (is_sound && std::chrono::steady_clock::now() >= next_upkeep_) do_upkeep();
    if (is_sound && !is_broken_) checkpoint();
  }
  apply_waiting();
}

/// False when it is to end.
bool Applier::wait_for_work() {
  MutexLock lock(mutex_);
  const auto is_wanted = [&]() TAKT_REQUIRES(mutex_) { return must_stop_ || must_hurry_; };
  if (!failure_.empty()) {
    const auto again = std::chrono::steady_clock::now() + kAfterFailure;
    while (!is_wanted() && wake_.wait_until(mutex_, again)) {
    }
    must_hurry_ = false;
    return !must_stop_;
  }
  while (!is_wanted() && waiting_.empty()) {
    if (!wake_.wait_until(mutex_, next_upkeep_)) return !must_stop_;
  }
  const auto gathered = std::chrono::steady_clock::now() + (is_storm() ? kGatherLong : kGather);
  while (!is_wanted() && waiting_bytes_ < kGatherBytes && wake_.wait_until(mutex_, gathered)) {
  }
  return !must_stop_;
}

/// Whether much was committed since it was asked the last time.
bool Applier::is_storm() {
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::duration<double> passed = now - std::exchange(asked_at_, now);
  const size_t bytes = pushed_bytes_ - std::exchange(pushed_bytes_seen_, pushed_bytes_);
  return static_cast<double>(bytes) > kMuchBytesPerSecond * passed.count();
}

/// All that waits now. False when it failed.
bool Applier::apply_waiting() {
  uint64_t wanted = 0;
  {
    const MutexLock lock(mutex_);
    wanted = pushes_;
    must_hurry_ = false;
  }
  while (!is_broken_) {
    {
      const MutexLock lock(mutex_);
      if (applied_ >= wanted) return true;
    }
    if (!apply_some()) return false;
  }
  return false;
}

/// One transaction's worth.
bool Applier::apply_some() {
  std::vector<Pushed> batch;
  size_t bytes = 0;
  {
    const MutexLock lock(mutex_);
    while (!waiting_.empty() && (batch.empty() || bytes < kBatchBytes)) {
      bytes += waiting_.front().records.bytes();
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
  }
  try {
    TAKT_FAULT("store.apply");
    apply(batch, bytes);
  } catch (const std::exception& error) {
    put_back(std::move(batch));
    failed(error);
    return false;
  }
  {
    const MutexLock lock(mutex_);
    applied_ += batch.size();
    waiting_bytes_ -= bytes;
  }
  succeeded();
  return true;
}

void Applier::apply(const std::vector<Pushed>& batch, size_t bytes) {
  const bool must_release = bytes_since_release_ + bytes >= kReleaseBytes;
  if (must_release) database_.exec("PRAGMA synchronous = FULL");
  JobIds succeeded;
  for (const Pushed& pushed : batch) {
    pushed.records.for_each([&](std::string_view text) { note_succeeded(text, succeeded); });
  }
  in_transaction([&] {
    for (const Pushed& pushed : batch) {
      pushed.records.for_each([&](std::string_view text) { operations_.run(text, succeeded); });
    }
    set_applied_.run(batch.back().last);
  });
  last_applied_ = batch.back().last;
  bytes_since_release_ += bytes;
  if (must_release) released();
}

/// Takes to the disk what was applied since the last time.
void Applier::release_applied() {
  if (bytes_since_release_ == 0) return;
  database_.exec("PRAGMA synchronous = FULL");
  in_transaction([&] {
    // The value that is there already would change no page, and so sync nothing.
    set_applied_.run(last_applied_ + 1);
    set_applied_.run(last_applied_);
  });
  released();
}

/// All that was applied is on disk.
void Applier::released() {
  database_.exec("PRAGMA synchronous = NORMAL");
  log_.release(last_applied_);
  bytes_since_release_ = 0;
}

void Applier::in_transaction(const std::function<void()>& work) {
  begin_.run();
  try {
    work();
    commit_.run();
  } catch (...) {
    if (!database_.in_autocommit()) database_.exec("ROLLBACK");
    throw;
  }
}

void Applier::put_back(std::vector<Pushed> batch) {
  const MutexLock lock(mutex_);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                  std::make_move_iterator(batch.end()));
}

void Applier::failed(const std::exception& error) {
  const auto now = std::chrono::steady_clock::now();
  const auto* refused = dynamic_cast<const DatabaseError*>(&error);
  const MutexLock lock(mutex_);
  const bool is_new = failure_.empty();
  if (is_new) failing_since_ = now;
  failure_ = fmt::format("the database can't be written: {}", error.what());
  ++failures_;
  const bool may_pass = refused != nullptr && refused->is_full();
  const bool is_lost = refused != nullptr && (refused->is_damage() || refused->is_io());
  if (!may_pass && (is_lost || now - failing_since_ >= kPatience)) is_broken_ = true;
  if (is_new) log::error("store: {}; commits are refused until it can", failure_);
  changed_.notify_all();
}

void Applier::succeeded() {
  {
    const MutexLock lock(mutex_);
    if (!failure_.empty()) log::info("store: the database can be written again");
    failure_.clear();
    failures_ = 0;
  }
  changed_.notify_all();
}

/// What it is about has been applied: it was queued after it was pushed.
void Applier::do_upkeep() {
  next_upkeep_ = std::chrono::steady_clock::now() + kUpkeepEvery;
  bool has_written = bytes_since_release_ > 0;
  while (true) {
    Upkeep next = upkeep_.next();
    if (next.is_nothing()) break;
    const bool is_done =
        apply_waiting() && attempt([&] { in_transaction([&] { upkeep_writer_.run(next); }); });
    if (!is_done) return upkeep_.add(std::move(next));
    has_written = true;
  }
  if (attempt([&] { release_applied(); }) && has_written) succeeded();
}

bool Applier::attempt(const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const std::exception& error) {
    failed(error);
    return false;
  }
}

void Applier::checkpoint() {
  const auto now = std::chrono::steady_clock::now();
  if (wal_pages_ < wal_.checkpoint_pages || now < next_checkpoint_) return;
  {
    const MutexLock lock(mutex_);
    const bool is_pause = waiting_.empty() && !must_hurry_;
    if (!is_pause && wal_pages_ < wal_.hurry_pages) return;
  }
  int in_log = 0;
  int moved = 0;
  attempt([&] {
    TAKT_FAULT("store.checkpoint");
    const int code = sqlite3_wal_checkpoint_v2(database_.handle(), "main",
                                               SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    if (code != SQLITE_OK && code != SQLITE_BUSY) database_.fail("checkpoint", code);
  });
  // The next write starts the log anew, unless a reader holds it.
  if (in_log > 0 && moved == in_log) {
    wal_pages_ = 0;
  } else {
    next_checkpoint_ = now + kAfterHalf;
  }
}

}  // namespace takt::sqlite
