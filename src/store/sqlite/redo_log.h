#pragma once

// The commits' own log: a transaction counts when its record is on disk here (one write, one sync),
// and is moved into the database afterwards, off the commits' path (Applier).
//
// Two files beside the database, <database>-redo0 and -redo1, are written in turns: one is begun
// anew when all its records are in the database for good. A record is a header (which log, number,
// size, hash) and a text of operations. `log` is drawn anew by every opening and kept in the
// database, so that files of another database, or of an earlier time, are never taken for its own.
//
// A group of records starts at a page of the file. It goes past the kernel's cache in one request
// that is on disk when it returns, where the file system can do that.
//
// Records that need no sync only have to outlive the process. They wait in <database>-tail, which is
// written through the kernel's cache, and go to disk with the next group that is synced, in front of
// it: so they are never in its way, and no record outlives an earlier one.

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "store/sqlite/write_nudge.h"
#include "store/store.h"

namespace takt::sqlite {

/// The record may be on disk or not.
class RedoSyncError : public StoreError {
 public:
  using StoreError::StoreError;
};

/// Records in one text, as they are written.
class RedoRecords {
 public:
  /// Calls write(text), which appends operations. What it has appended is dropped when it throws.
  template <class F>
  void add(F write) {
    const size_t start = begin();
    try {
      write(text_);
    } catch (...) {
      text_.resize(start);
      throw;
    }
    end(start);
  }

  bool empty() const { return text_.empty(); }
  size_t bytes() const { return text_.size(); }
  /// Calls visit(operations) for each.
  void for_each(const std::function<void(std::string_view operations)>& visit) const;

 private:
  friend class RedoLog;
  size_t begin();
  void end(size_t start);

  std::string text_;
};

class RedoLog {
 public:
  /// Makes the files of the database where they are not there. Throws StoreError.
  RedoLog(const std::string& database, uint64_t log);
  RedoLog(const RedoLog&) = delete;
  RedoLog& operator=(const RedoLog&) = delete;

  /// Numbers the records and writes them; with `sync` they are on disk afterwards, and all before
  /// them. Throws StoreError when nothing counts (a full disk), or RedoSyncError. One thread at a
  /// time.
  void append(RedoRecords& records, bool sync);
  /// Of the last record written.
  uint64_t last_number() const { return last_number_; }

  /// All records up to this one are in the database for good. Any thread.
  void release(uint64_t number) { released_ = number; }

 private:
  struct File {
    File() = default;
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    int handle = -1;
    int direct = -1;  // past the kernel's cache; -1: the file system has no such way
    std::string path;
    uint64_t last_number = 0;
  };

  void turn();
  uint64_t stamp(std::string& text) const;
  void write_to_tail(std::string_view text);
  void write_to_disk(std::string_view text);
  void write_synced(std::string_view text);
  bool write_direct(std::string_view text);
  void write_cached(std::string_view text);

  const uint64_t log_;
  std::array<File, 2> files_;
  size_t current_ = 0;
  size_t end_ = 0;  // of the current file's records
  File tail_;
  std::string in_tail_;  // what is only there
  std::unique_ptr<char, decltype(&std::free)> page_buffer_;
  WriteNudge nudge_;
  uint64_t last_number_ = 0;
  uint64_t durable_ = 0;  // all records up to this one are on disk
  std::atomic<uint64_t> released_ = 0;
};

/// What the files beside `database` hold of `log` beyond record `after`, in order, up to the last
/// one that is whole. Throws StoreError when a file can't be read, or one that was on disk is gone.
std::vector<std::string> read_redo(const std::string& database, uint64_t log, uint64_t after);

/// The files' names end so. The tail is read first: its records may go on to the others meanwhile.
constexpr const char* kTailSuffix = "-tail";
constexpr std::array<const char*, 2> kRedoSuffixes = {"-redo0", "-redo1"};

}  // namespace takt::sqlite
