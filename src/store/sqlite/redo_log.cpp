#include "store/sqlite/redo_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace takt::sqlite {

namespace {

/// "TaktRed1": the last figure is the format's.
constexpr uint64_t kMagic = 0x316465526b617454;

/// A file's turn ends here, and so much of it is made beforehand: writes into what is there need
/// no change to the file system's own records.
constexpr size_t kTurnBytes = 1 << 20;
/// A file that a storm has made larger is cut back.
constexpr size_t kKeptBytes = 16 << 20;

struct Header {
  uint64_t magic = kMagic;
  uint64_t log = 0;
  uint64_t number = 0;
  uint64_t size = 0;  // of the operations
  uint64_t hash = 0;
};

constexpr size_t kPage = 4096;
/// What is larger goes through the kernel's cache.
constexpr size_t kBufferBytes = 1 << 20;

size_t rounded_up(size_t size, size_t to) {
  return (size + to - 1) / to * to;
}

/// Records start at multiples of 8.
size_t padded(size_t size) {
  return rounded_up(size, 8);
}

uint64_t hash_of(const Header& header, std::string_view operations) {
  return XXH3_64bits_withSeed(operations.data(), operations.size(),
                              header.log + header.number * 0x9E3779B97F4A7C15 + header.size);
}

Header header_at(std::string_view text, size_t at) {
  Header header;
  std::memcpy(&header, text.data() + at, sizeof header);
  return header;
}

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

struct Found {
  Header header;
  std::string_view operations;
};

/// The record that begins at `at`: whole, of `log`, and with number `expected` (0: any).
std::optional<Found> record_at(const std::string& path, std::string_view text, size_t at,
                               uint64_t log, uint64_t expected) {
  if (text.size() - at < sizeof(Header)) return std::nullopt;
  const Header header = header_at(text, at);
  if (header.log != log || (expected != 0 && header.number != expected)) return std::nullopt;
  if (header.magic != kMagic) {
    throw StoreError(fmt::format(
        "{} was written by another version of Takt. Start that version once on this data folder "
        "and stop it",
        path));
  }
  if (header.size > text.size() - at - sizeof header) return std::nullopt;
  const std::string_view operations = text.substr(at + sizeof header, header.size);
  if (hash_of(header, operations) != header.hash) return std::nullopt;
  return Found{header, operations};
}

/// Adds the records of a file, by number. One follows another at once, or at the next page.
void read_file(const std::string& path, uint64_t log, std::map<uint64_t, std::string>& found) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  const std::string text = std::move(content).str();
  uint64_t expected = 0;
  for (size_t at = 0; at < text.size();) {
    const auto record = record_at(path, text, at, log, expected);
    if (record) {
      found[record->header.number] = record->operations;
      expected = record->header.number + 1;
      at += padded(sizeof(Header) + record->header.size);
    } else if (at % kPage != 0) {
      at = rounded_up(at, kPage);
    } else {
      return;
    }
  }
}

}  // namespace

size_t RedoRecords::begin() {
  const size_t start = text_.size();
  text_.append(sizeof(Header), '\0');
  return start;
}

void RedoRecords::end(size_t start) {
  Header header;
  header.size = text_.size() - start - sizeof header;
  std::memcpy(text_.data() + start, &header, sizeof header);
  text_.resize(padded(text_.size()), '\0');
}

void RedoRecords::for_each(const std::function<void(std::string_view)>& visit) const {
  for (size_t at = 0; at < text_.size();) {
    const Header header = header_at(text_, at);
    visit(std::string_view(text_).substr(at + sizeof header, header.size));
    at += padded(sizeof header + header.size);
  }
}

RedoLog::RedoLog(const std::string& database, uint64_t log)
    : log_(log),
      page_buffer_(static_cast<char*>(std::aligned_alloc(kPage, kBufferBytes)), &std::free) {
  if (!page_buffer_) throw std::bad_alloc();
  for (size_t i = 0; i < files_.size(); ++i) {
    files_[i].path = database + kRedoSuffixes[i];
    files_[i].handle = open_file(files_[i].path);
    files_[i].direct = open(files_[i].path.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC);
  }
}

RedoLog::~RedoLog() {
  for (const File& file : files_) {
    close(file.handle);
    if (file.direct >= 0) close(file.direct);
  }
}

void RedoLog::append(RedoRecords& records, bool sync) {
  if (end_ >= kTurnBytes && files_[1 - current_].last_number <= released_) turn();
  std::string& text = records.text_;
  const uint64_t number = stamp(text);
  if (!sync || has_unsynced_ || !write_direct(text)) {
    write_cached(text);
    has_unsynced_ = true;
    if (sync) settle();
  }
  end_ += rounded_up(text.size(), kPage);
  last_number_ = files_[current_].last_number = number;
}

/// Gives the last record's number.
uint64_t RedoLog::stamp(std::string& text) const {
  uint64_t number = last_number_;
  for (size_t at = 0; at < text.size();) {
    Header header = header_at(text, at);
    header.log = log_;
    header.number = ++number;
    const std::string_view operations(text.data() + at + sizeof header, header.size);
    header.hash = hash_of(header, operations);
    std::memcpy(text.data() + at, &header, sizeof header);
    at += padded(sizeof header + header.size);
  }
  return number;
}

/// False when it can't be done this way; whatever is wrong is found by the other way then.
bool RedoLog::write_direct(std::string_view text) {
  const int file = files_[current_].direct;
  const size_t size = rounded_up(text.size(), kPage);
  if (file < 0 || size > kBufferBytes) return false;
  char* const buffer = page_buffer_.get();
  std::memcpy(buffer, text.data(), text.size());
  std::memset(buffer + text.size(), 0, size - text.size());
  const iovec whole{buffer, size};
  return pwritev2(file, &whole, 1, static_cast<off_t>(end_), RWF_DSYNC) ==
         static_cast<ssize_t>(size);
}

void RedoLog::write_cached(std::string_view text) {
  const File& file = files_[current_];
  try {
    write_at(file.handle, file.path, text, end_);
  } catch (const StoreError& error) {
    erase_end(error.what());
    throw;
  }
}

/// After a failed write: the first of a group's records may be there as a whole.
void RedoLog::erase_end(const char* why) {
  const File& file = files_[current_];
  struct stat found {};
  if (fstat(file.handle, &found) == 0 && found.st_size <= static_cast<off_t>(end_)) return;
  const Header nothing{.magic = 0};
  if (pwrite(file.handle, &nothing, sizeof nothing, static_cast<off_t>(end_)) != sizeof nothing) {
    throw RedoSyncError(fmt::format("{}, and what was written can't be taken back", why));
  }
}

/// On to the other file. What is in the present one is made durable first: a later record must not
/// outlive an earlier one.
void RedoLog::turn() {
  if (has_unsynced_) settle();
  current_ = 1 - current_;
  end_ = 0;
  File& file = files_[current_];
  struct stat found {};
  if (fstat(file.handle, &found) == 0 && found.st_size > static_cast<off_t>(kKeptBytes) &&
      ftruncate(file.handle, static_cast<off_t>(kTurnBytes)) != 0) {
    errno = 0;  // only space is lost
  }
}

void RedoLog::settle() {
  const File& file = files_[current_];
  if (fdatasync(file.handle) != 0) {
    throw RedoSyncError(fmt::format("can't sync {}: {}", file.path, std::strerror(errno)));
  }
  has_unsynced_ = false;
}

std::vector<std::string> read_redo(const std::string& database, uint64_t log, uint64_t after) {
  std::map<uint64_t, std::string> found;
  for (const char* suffix : kRedoSuffixes) read_file(database + suffix, log, found);
  std::vector<std::string> records;
  for (auto& [number, operations] : found) {
    if (number <= after) continue;
    if (number != after + 1 + records.size()) {
      throw StoreError(fmt::format("{}: record {} of its log is missing, and {} is there", database,
                                   after + 1 + records.size(), number));
    }
    records.push_back(std::move(operations));
  }
  return records;
}

}  // namespace takt::sqlite
