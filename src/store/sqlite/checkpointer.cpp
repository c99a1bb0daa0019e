#include "store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include "base/fault.h"
#include "base/log.h"
#include "store/sqlite/database.h"

namespace takt::sqlite {

namespace {

constexpr auto kTidyEvery = std::chrono::milliseconds(1000);
constexpr auto kLookAgain = std::chrono::milliseconds(20);
/// After a checkpoint that commits or a reader kept from its end.
constexpr auto kAfterHalf = std::chrono::milliseconds(100);
constexpr int64_t kPauseMs = 50;

int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Checkpointer::Checkpointer(Database& writer, const std::string& path, GroupCommit& group,
                           WalLimits limits, std::function<void(bool)> tidy)
    : group_(group),
      limits_(limits),
      tidy_(std::move(tidy)),
      database_(std::make_unique<Database>(path, Access::read_write)),
      writer_(writer) {
  database_->exec("PRAGMA wal_autocheckpoint = 0");
  // Replaces SQLite's own checkpoint at commit.
  sqlite3_wal_hook(
      writer.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpointer*>(self)->noticed_commit(pages);
        return SQLITE_OK;
      },
      this);
  thread_ = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer() {
  {
    const MutexLock lock(mutex_);
    must_stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

void Checkpointer::noticed_commit(int wal_pages) {
  const int before = wal_pages_.exchange(wal_pages);
  last_commit_ms_ = steady_ms();
  if (before < limits_.checkpoint_pages && wal_pages >= limits_.checkpoint_pages) {
    wake_.notify_all();
  }
}

bool Checkpointer::is_due() const {
  const int pages = wal_pages_;
  if (pages < limits_.checkpoint_pages) return false;
  return pages >= limits_.hurry_pages || steady_ms() - last_commit_ms_ >= kPauseMs;
}

void Checkpointer::loop() {
  MutexLock lock(mutex_);
  auto tidied = std::chrono::steady_clock::now();
  auto pause = kTidyEvery;
  while (!must_stop_) {
    wake_.wait_for(mutex_, pause);
    if (must_stop_) return;
    pause = wal_pages_ >= limits_.checkpoint_pages ? kLookAgain : kTidyEvery;
    const bool must_checkpoint = is_due();
    if (!must_checkpoint && std::chrono::steady_clock::now() - tidied < kTidyEvery) continue;
    lock.unlock();
    try {
      const bool is_moved = must_checkpoint && work();
      if (must_checkpoint) pause = is_moved ? kTidyEvery : kAfterHalf;
      tidy_(is_moved);
    } catch (const std::exception& error) {
      log::warning("store: upkeep failed, is tried again: {}", error.what());
      pause = kTidyEvery;
    }
    tidied = std::chrono::steady_clock::now();
    lock.lock();
  }
}

/// True when all of the log was moved.
bool Checkpointer::work() {
  if (checkpoint()) return true;
  if (wal_pages_ < limits_.max_pages) return false;
  // Commits come faster than the log can be moved. Most of it was moved just now, so that the rest,
  // for which they have to wait, is small.
  bool is_whole = false;
  group_.exclusively([&] { is_whole = checkpoint(); });
  return is_whole;
}

bool Checkpointer::checkpoint() {
  TAKT_FAULT("store.checkpoint");
  int seen = wal_pages_;
  int in_log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_->handle(), "main", SQLITE_CHECKPOINT_PASSIVE,
                                             &in_log, &moved);
  if (code != SQLITE_OK && code != SQLITE_BUSY) database_->fail("checkpoint", code);
  if (code == SQLITE_BUSY || moved < in_log) return false;
  wal_pages_.compare_exchange_strong(seen, 0);
  return true;
}

}  // namespace takt::sqlite
