// Reading the redo log at a start, or beside a copy.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "store/sqlite/redo_log.h"
#include "store/sqlite/redo_record.h"

namespace takt::sqlite {

namespace {

[[noreturn]] void fail(const std::string& path, int error) {
  throw StoreError(fmt::format(
      "can't read {}: {}. It may hold commits that the database lacks; Takt does not go on without "
      "it{}",
      path, std::strerror(error),
      error == ENOENT ? " (a version that had no such file yet is to be started and stopped first)"
                      : ""));
}

std::string read_whole(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path, errno);
  std::string text;
  struct stat found {};
  int error = fstat(file, &found) != 0 ? errno : 0;
  if (error == 0) text.resize(static_cast<size_t>(found.st_size));
  size_t have = 0;
  while (error == 0 && have < text.size()) {
    const ssize_t got = read(file, text.data() + have, text.size() - have);
    if (got < 0 && errno != EINTR) error = errno;
    if (got == 0) break;
    if (got > 0) have += static_cast<size_t>(got);
  }
  close(file);
  if (error != 0) fail(path, error);
  text.resize(have);
  return text;
}

struct Contents {
  std::map<uint64_t, std::string> records;  // by number
  uint64_t durable = 0;                     // the highest that a record names
};

/// Adds all whole records of a file, in whatever turn they were written; they go before those of the
/// same number that are there.
void read_file(const std::string& path, uint64_t log, uint64_t after, Contents& contents) {
  const std::string text = read_whole(path);
  for (size_t at = 0; at < text.size();) {
    const auto record = redo_record_at(path, text, at, log);
    if (!record) {
      at = rounded_up(at + 1, kRedoPage);
      continue;
    }
    const RedoHeader& header = record->header;
    contents.durable = std::max(contents.durable, header.durable);
    if (header.number > after) contents.records[header.number] = record->operations;
    at += redo_record_size(header.size);
  }
}

}  // namespace

std::vector<std::string> read_redo(const std::string& database, uint64_t log, uint64_t after) {
  Contents contents;
  read_file(database + kTailSuffix, log, after, contents);
  for (const char* suffix : kRedoSuffixes) read_file(database + suffix, log, after, contents);
  std::vector<std::string> records;
  for (auto& [number, operations] : contents.records) {
    if (number != after + 1 + records.size()) break;
    records.push_back(std::move(operations));
  }
  // What follows a gap was never acknowledged, unless the missing one is known to have been there.
  const uint64_t missing = after + 1 + records.size();
  if (contents.durable >= missing) {
    throw StoreError(fmt::format(
        "{}: its log is damaged: commit {} is missing, and later ones are there. Restore a backup, "
        "or move {} away to start empty",
        database, missing, database));
  }
  return records;
}

}  // namespace takt::sqlite
