#include "store/sqlite/group_writer.h"

#include "base/fault.h"
#include "base/log.h"

namespace takt::sqlite {

namespace {

PreparedTransaction& prepared_of(CommitEntry* entry) {
  return *static_cast<PreparedTransaction*>(entry);
}

void fail_all(const CommitGroup& group, std::exception_ptr error) {
  for (CommitEntry* entry : group) {
    if (!entry->error) entry->error = error;
  }
}

}  // namespace

GroupOutcome GroupWriter::write(const CommitGroup& group, bool may_interrupt) {
  const auto start = std::chrono::steady_clock::now();
  const GroupOutcome outcome = write_group(group, may_interrupt);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (outcome == GroupOutcome::done) count(group, took.count());
  return outcome;
}

StoreStatistics GroupWriter::statistics() const {
  const MutexLock lock(statistics_mutex_);
  return statistics_;
}

void GroupWriter::count(const CommitGroup& group, double seconds) {
  const MutexLock lock(statistics_mutex_);
  ++statistics_.groups;
  statistics_.commits += group.size();
  for (const CommitEntry* entry : group) {
    if (!entry->error) continue;
    ++statistics_.failed_groups;
    break;
  }
  statistics_.commit_seconds += seconds;
  statistics_.longest_commit_seconds = std::max(statistics_.longest_commit_seconds, seconds);
}

GroupOutcome GroupWriter::write_group(const CommitGroup& group, bool may_interrupt) {
  switch (attempt(group, may_interrupt)) {
    case Attempt::interrupted:
      return GroupOutcome::interrupted;
    case Attempt::done:
      return GroupOutcome::done;
    case Attempt::one_by_one:
      break;
  }
  for (CommitEntry* entry : group) {
    entry->error = nullptr;
    attempt({entry}, false);
  }
  return GroupOutcome::done;
}

GroupWriter::Attempt GroupWriter::attempt(const CommitGroup& group, bool may_interrupt) {
  if (!poison_.empty()) {
    fail_all(group, std::make_exception_ptr(StorePoisonedError(poison_)));
    return Attempt::done;
  }
  try {
    TAKT_FAULT("store.commit.before_begin");
    set_sync(group);
    begin_.run();
    const Attempt written = write_all(group, may_interrupt);
    if (written != Attempt::done) {
      roll_back();
      return written;
    }
    TAKT_FAULT("store.commit.before_sync");
  } catch (...) {
    fail_all(group, std::current_exception());
    roll_back();
    return Attempt::done;
  }
  return commit(group);
}

GroupWriter::Attempt GroupWriter::write_all(const CommitGroup& group, bool may_interrupt) {
  for (CommitEntry* entry : group) {
    const Attempt written = write_one(prepared_of(entry), group.size() == 1, may_interrupt);
    if (written == Attempt::done) continue;
    for (CommitEntry* again : group) again->error = nullptr;
    return written;
  }
  return Attempt::done;
}

GroupWriter::Attempt GroupWriter::write_one(PreparedTransaction& prepared, bool is_alone,
                                            bool may_interrupt) {
  const auto must_stop = [&] { return may_interrupt && playout_waits_(); };
  if (!is_alone) database_.exec("SAVEPOINT one");
  try {
    if (!writer_.write(prepared, must_stop)) return Attempt::interrupted;
  } catch (...) {
    prepared.error = std::current_exception();
    if (is_alone) return Attempt::done;
    // SQLite may have given up the whole database transaction, with the others in it.
    if (database_.in_autocommit()) return Attempt::one_by_one;
    database_.exec("ROLLBACK TO one");
  }
  if (!is_alone) database_.exec("RELEASE one");
  return Attempt::done;
}

GroupWriter::Attempt GroupWriter::commit(const CommitGroup& group) {
  const bool is_any_written = std::any_of(group.begin(), group.end(),
                                          [](const CommitEntry* entry) { return !entry->error; });
  if (!is_any_written) {
    roll_back();
    return Attempt::done;
  }
  try {
    TAKT_FAULT("store.commit.sync");
    commit_.run();
  } catch (const DatabaseError& error) {
    if (!error.is_full()) {
      poison(group, error.what());
      return Attempt::done;
    }
    // The disk filled up before the commit's last page: nothing of it counts.
    roll_back();
    if (group.size() > 1) return Attempt::one_by_one;
    group.front()->error = std::current_exception();
    return Attempt::done;
  } catch (const std::exception& error) {
    poison(group, error.what());
    return Attempt::done;
  }
  publish(group);
  return Attempt::done;
}

void GroupWriter::publish(const CommitGroup& group) {
  try {
    TAKT_FAULT("store.commit.after_sync");
    for (CommitEntry* entry : group) {
      if (entry->error) continue;
      writer_.committed(prepared_of(entry));
      publish_(prepared_of(entry));
    }
    TAKT_FAULT("store.commit.published");
  } catch (const std::exception& error) {
    // On disk and not in memory: only a new start brings the two together.
    poison(group, error.what());
  }
}

void GroupWriter::set_sync(const CommitGroup& group) {
  const bool must_sync = std::any_of(group.begin(), group.end(),
                                     [](CommitEntry* entry) { return prepared_of(entry).sync; });
  if (must_sync == is_syncing_) return;
  database_.exec(must_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  is_syncing_ = must_sync;
}

void GroupWriter::roll_back() {
  if (database_.in_autocommit()) return;
  try {
    database_.exec("ROLLBACK");
  } catch (const DatabaseError& error) {
    // An error while rolling back: the pages in memory can't be trusted any more.
    poison({}, error.what());
  }
}

void GroupWriter::poison(const CommitGroup& group, const std::string& why) {
  poison_ = fmt::format(
      "the outcome of a commit is unknown ({}); the store takes no more until it is opened anew",
      why);
  is_poisoned_ = true;
  log::error("store: {}", poison_);
  fail_all(group, std::make_exception_ptr(StorePoisonedError(poison_)));
}

}  // namespace takt::sqlite
