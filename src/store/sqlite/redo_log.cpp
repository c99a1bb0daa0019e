#include "store/sqlite/redo_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/sqlite/redo_record.h"

namespace takt::sqlite {

namespace {

/// A file's turn ends here, and so much of it is made beforehand: writes into what is there need
/// no change to the file system's own records.
constexpr size_t kTurnBytes = 1 << 20;
/// A file that a storm has made larger is cut back.
constexpr size_t kKeptBytes = 16 << 20;
/// What is larger goes through the kernel's cache.
constexpr size_t kBufferBytes = 1 << 20;
/// More than this doesn't wait for a group to go with: it would make that one slow.
constexpr size_t kTailBytes = 128 << 10;

[[noreturn]] void fail(const std::string& path, const char* doing, int error) {
  throw StoreError(fmt::format("can't {} {}: {}{}", doing, path, std::strerror(error),
                               error == ENOSPC || error == EDQUOT ? " (the disk is full)" : ""));
}

void write_at(int handle, const std::string& path, std::string_view text, size_t at) {
  while (!text.empty()) {
    const ssize_t written = pwrite(handle, text.data(), text.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(path, "write", written < 0 ? errno : ENOSPC);
    text.remove_prefix(static_cast<size_t>(written));
    at += static_cast<size_t>(written);
  }
}

/// After a failed write, so that none of a group's records is found, ever: they are said to have
/// failed, and their numbers are given again.
void erase(int handle, const std::string& path, size_t at, size_t bytes, const char* why) {
  struct stat found {};
  const bool is_known = fstat(handle, &found) == 0;
  const auto file_bytes = static_cast<size_t>(found.st_size);
  if (is_known && file_bytes <= at) return;
  try {
    if (!is_known) fail(path, "read", errno);
    write_at(handle, path, std::string(std::min(bytes, file_bytes - at), '\0'), at);
    if (fdatasync(handle) != 0) fail(path, "sync", errno);
  } catch (const StoreError& error) {
    throw RedoSyncError(
        fmt::format("{}, and what was written can't be taken back: {}", why, error.what()));
  }
}

int open_file(const std::string& path) {
  const int handle = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (handle < 0) fail(path, "open", errno);
  struct stat found {};
  if (fstat(handle, &found) != 0) fail(path, "read", errno);
  if (static_cast<size_t>(found.st_size) < kTurnBytes) {
    const auto have = static_cast<size_t>(found.st_size);
    write_at(handle, path, std::string(kTurnBytes - have, '\0'), have);
    if (fsync(handle) != 0) fail(path, "sync", errno);
  }
  return handle;
}

}  // namespace

size_t RedoRecords::begin() {
  const size_t start = text_.size();
  text_.append(sizeof(RedoHeader), '\0');
  return start;
}

void RedoRecords::end(size_t start) {
  RedoHeader header;
  header.size = text_.size() - start - sizeof header;
  std::memcpy(text_.data() + start, &header, sizeof header);
  text_.resize(rounded_up(text_.size(), 8), '\0');
}

void RedoRecords::for_each(const std::function<void(std::string_view)>& visit) const {
  for (size_t at = 0; at < text_.size();) {
    const RedoHeader header = redo_header_at(text_, at);
    visit(std::string_view(text_).substr(at + sizeof header, header.size));
    at += redo_record_size(header.size);
  }
}

RedoLog::RedoLog(const std::string& database, uint64_t log)
    : log_(log),
      page_buffer_(static_cast<char*>(std::aligned_alloc(kRedoPage, kBufferBytes)), &std::free) {
  if (!page_buffer_) throw std::bad_alloc();
  for (size_t i = 0; i < files_.size(); ++i) {
    files_[i].path = database + kRedoSuffixes[i];
    files_[i].handle = open_file(files_[i].path);
    files_[i].direct = open(files_[i].path.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC);
  }
  tail_.path = database + kTailSuffix;
  tail_.handle = open_file(tail_.path);
}

RedoLog::File::~File() {
  if (handle >= 0) close(handle);
  if (direct >= 0) close(direct);
}

void RedoLog::append(RedoRecords& records, bool sync) {
  const uint64_t number = stamp(records.text_);
  if (!sync && in_tail_.size() + records.bytes() <= kTailBytes) {
    write_to_tail(records.text_);
  } else {
    write_to_disk(records.text_);
    durable_ = files_[current_].last_number = number;
  }
  last_number_ = number;
}

void RedoLog::write_to_tail(std::string_view text) {
  try {
    write_at(tail_.handle, tail_.path, text, in_tail_.size());
  } catch (const StoreError& error) {
    erase(tail_.handle, tail_.path, in_tail_.size(), text.size(), error.what());
    throw;
  }
  in_tail_ += text;
}

/// Behind what is in the tail so far.
void RedoLog::write_to_disk(std::string_view text) {
  if (end_ >= kTurnBytes && files_[1 - current_].last_number <= released_) turn();
  if (in_tail_.empty()) return write_synced(text);
  const size_t before = in_tail_.size();
  in_tail_ += text;
  try {
    write_synced(in_tail_);
  } catch (...) {
    in_tail_.resize(before);
    throw;
  }
  in_tail_.clear();
}

void RedoLog::write_synced(std::string_view text) {
  const WriteNudge::Watch watch(nudge_);
  if (!write_direct(text)) write_cached(text);
  end_ += rounded_up(text.size(), kRedoPage);
}

/// Gives the last record's number.
uint64_t RedoLog::stamp(std::string& text) const {
  uint64_t number = last_number_;
  for (size_t at = 0; at < text.size();) {
    RedoHeader header = redo_header_at(text, at);
    header.log = log_;
    header.number = ++number;
    header.durable = durable_;
    const std::string_view operations(text.data() + at + sizeof header, header.size);
    header.hash = redo_hash(header, operations);
    std::memcpy(text.data() + at, &header, sizeof header);
    at += redo_record_size(header.size);
  }
  return number;
}

/// False when it can't be done this way; whatever is wrong is found by the other way then.
bool RedoLog::write_direct(std::string_view text) {
  const int file = files_[current_].direct;
  const size_t size = rounded_up(text.size(), kRedoPage);
  if (file < 0 || size > kBufferBytes) return false;
  char* const buffer = page_buffer_.get();
  std::memcpy(buffer, text.data(), text.size());
  std::memset(buffer + text.size(), 0, size - text.size());
  const iovec whole{buffer, size};
  return pwritev2(file, &whole, 1, static_cast<off_t>(end_), RWF_DSYNC) ==
         static_cast<ssize_t>(size);
}

/// Up to the end of its page, so that nothing old follows it there.
void RedoLog::write_cached(std::string_view text) {
  const File& file = files_[current_];
  const size_t padding = rounded_up(text.size(), kRedoPage) - text.size();
  try {
    write_at(file.handle, file.path, text, end_);
    write_at(file.handle, file.path, std::string(padding, '\0'), end_ + text.size());
  } catch (const StoreError& error) {
    erase(file.handle, file.path, end_, text.size() + padding, error.what());
    throw;
  }
  if (fdatasync(file.handle) != 0) {
    throw RedoSyncError(fmt::format("can't sync {}: {}", file.path, std::strerror(errno)));
  }
}

void RedoLog::turn() {
  current_ = 1 - current_;
  end_ = 0;
  File& file = files_[current_];
  struct stat found {};
  if (fstat(file.handle, &found) == 0 && found.st_size > static_cast<off_t>(kKeptBytes) &&
      ftruncate(file.handle, static_cast<off_t>(kTurnBytes)) != 0) {
    errno = 0;  // only space is lost
  }
}

}  // namespace takt::sqlite
