#include "store/sqlite/group_writer.h"

#include "base/fault.h"
#include "base/log.h"

namespace takt::sqlite {

namespace {

PreparedTransaction& prepared_of(CommitEntry* entry) {
  return *static_cast<PreparedTransaction*>(entry);
}

/// An object of its own with the same text. ThreadSanitizer doesn't see how the C++ library counts
/// the owners of an exception, and takes its end in one thread for a race with another that read
/// it.
std::exception_ptr copy_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const StorePoisonedError& poisoned) {
    return std::make_exception_ptr(StorePoisonedError(std::string(poisoned.what())));
  } catch (const StoreError& failed) {
    return std::make_exception_ptr(StoreError(std::string(failed.what())));
  } catch (...) {
    return error;
  }
}

void fail_all(const CommitGroup& group, const std::exception_ptr& error) {
  bool is_given = false;
  for (CommitEntry* entry : group) {
    if (entry->error) continue;
    entry->error = is_given ? copy_of(error) : error;
    is_given = true;
  }
}

}  // namespace

void GroupWriter::write(const CommitGroup& group) {
  const auto start = std::chrono::steady_clock::now();
  write_group(group);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  count(group, took.count());
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

void GroupWriter::write_group(const CommitGroup& group) {
  if (!poison_.empty()) {
    fail_all(group, std::make_exception_ptr(StorePoisonedError(poison_)));
    return;
  }
  RedoRecords records;
  try {
    TAKT_FAULT("store.commit.before_begin");
    applier_.check();
    records = encode(group);
    TAKT_FAULT("store.commit.before_sync");
  } catch (...) {
    fail_all(group, std::current_exception());
    return;
  }
  if (records.empty() || !append(group, records)) return;
  applier_.push(std::move(records), log_.last_number());
  publish(group);
}

RedoRecords GroupWriter::encode(const CommitGroup& group) {
  RedoRecords records;
  for (CommitEntry* entry : group) {
    try {
      records.add([&](std::string& text) {
        OperationWriter out(text);
        encoder_.encode(prepared_of(entry), out);
      });
    } catch (...) {
      entry->error = std::current_exception();
    }
  }
  return records;
}

/// False when nothing may be published.
bool GroupWriter::append(const CommitGroup& group, RedoRecords& records) {
  const bool must_sync = std::any_of(group.begin(), group.end(), [](CommitEntry* entry) {
    return !entry->error && prepared_of(entry).sync;
  });
  try {
    TAKT_FAULT("store.commit.sync");
    log_.append(records, must_sync);
    return true;
  } catch (const RedoSyncError& error) {
    poison(group, error.what());
  } catch (const StoreError&) {
    fail_all(group, std::current_exception());
  } catch (const std::exception& error) {
    poison(group, error.what());
  }
  return false;
}

void GroupWriter::publish(const CommitGroup& group) {
  try {
    TAKT_FAULT("store.commit.after_sync");
    for (CommitEntry* entry : group) {
      if (entry->error) continue;
      encoder_.committed(prepared_of(entry));
      publish_(prepared_of(entry));
    }
    TAKT_FAULT("store.commit.published");
  } catch (const std::exception& error) {
    // On disk and not in memory: only a new start brings the two together.
    poison(group, error.what());
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
