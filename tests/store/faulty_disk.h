#pragma once

// The disk with failures on demand, where the program meets it: the C library's writes and syncs,
// taken over for the whole test program (include it in one file only). Only files whose names end
// as told fail; every other call goes on to the kernel. One object at a time.

#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace takt::testing_store {

class FaultyDisk {
 public:
  FaultyDisk() { current() = this; }
  ~FaultyDisk() { current() = nullptr; }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  std::atomic<bool> log_is_full = false;
  std::atomic<bool> database_is_full = false;
  std::atomic<bool> log_sync_fails = false;
  std::atomic<bool> database_sync_fails = false;
  /// Of the database's log, what is taken to the disk between syncs. Told once, as Linux does.
  std::atomic<bool> next_piece_fails = false;
  std::atomic<int> log_syncs = 0;
  std::atomic<int> database_syncs = 0;
  /// Called before each sync of the database's log; to be set before the store is opened.
  std::function<void()> on_database_sync;

  static std::atomic<FaultyDisk*>& current() {
    static std::atomic<FaultyDisk*> disk = nullptr;
    return disk;
  }

  /// Zeros are written over what is there, for which there is space.
  static bool refuses_write(int file, const void* data, size_t size) {
    const FaultyDisk* disk = current();
    const auto* bytes = static_cast<const char*>(data);
    if (disk == nullptr || std::all_of(bytes, bytes + size, [](char one) { return one == 0; })) {
      return false;
    }
    return (disk->log_is_full && is_log(file)) || (disk->database_is_full && is_database(file));
  }

  static bool refuses_sync(int file) {
    FaultyDisk* disk = current();
    if (disk == nullptr) return false;
    if (is_database(file)) {
      ++disk->database_syncs;
      if (disk->on_database_sync) disk->on_database_sync();
      return disk->database_sync_fails;
    }
    if (!is_log(file)) return false;
    ++disk->log_syncs;
    return disk->log_sync_fails;
  }

  static bool refuses_piece(int file) {
    FaultyDisk* disk = current();
    return disk != nullptr && is_database(file) && disk->next_piece_fails.exchange(false);
  }

 private:
  static std::string name_of(int file) {
    const std::string link = "/proc/self/fd/" + std::to_string(file);
    std::array<char, 4096> name{};
    const ssize_t size = readlink(link.c_str(), name.data(), name.size());
    return {name.data(), size > 0 ? static_cast<size_t>(size) : 0};
  }
  static bool is_log(int file) {
    const std::string name = name_of(file);
    return name.ends_with("-redo0") || name.ends_with("-redo1") || name.ends_with("-tail");
  }
  static bool is_database(int file) { return name_of(file).ends_with("takt.db-wal"); }
};

}  // namespace takt::testing_store

extern "C" {

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  if (takt::testing_store::FaultyDisk::refuses_write(file, data, size)) {
    errno = ENOSPC;
    return -1;
  }
  return syscall(SYS_pwrite64, file, data, size, at);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  return pwrite64(file, data, size, at);
}

ssize_t pwritev2(int file, const iovec* data, int count, off_t at, int flags) {
  const bool is_synced = (flags & RWF_DSYNC) != 0;
  if (takt::testing_store::FaultyDisk::refuses_write(file, data->iov_base, data->iov_len) ||
      (is_synced && takt::testing_store::FaultyDisk::refuses_sync(file))) {
    errno = EIO;
    return -1;
  }
  return syscall(SYS_pwritev2, file, data, count, at, 0, flags);
}

int sync_file_range(int file, off64_t at, off64_t size, unsigned int flags) {
  if (takt::testing_store::FaultyDisk::refuses_piece(file)) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(SYS_sync_file_range, file, at, size, flags));
}

int fdatasync(int file) {
  if (takt::testing_store::FaultyDisk::refuses_sync(file)) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fdatasync, file));
}
}
