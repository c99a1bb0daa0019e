#include "store/sqlite/paced_writes.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <utility>

namespace takt::sqlite {

namespace {

constexpr size_t kPieceBytes = 128 << 10;

thread_local bool is_paced = false;
thread_local int paced_file = -1;
thread_local size_t piece_bytes = 0;  // written to it and not yet waited for

/// False, with errno: something is lost that was written before, perhaps by an earlier transaction.
bool take_to_disk(int file) {
  const int result = sync_file_range(
      file, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  if (result == 0 || errno == ENOSYS || errno == EINVAL || errno == ESPIPE) return true;
  // Also for want of space: what is lost doesn't come back when there is some. And it is told only
  // once; the next sync would succeed.
  errno = EIO;
  return false;
}

ssize_t paced_pwrite(int file, const void* data, size_t size, off_t at) {
  const ssize_t written_now = pwrite(file, data, size, at);
  if (!is_paced || written_now <= 0) return written_now;
  // SQLite has synced one file before it goes on to another.
  if (std::exchange(paced_file, file) != file) piece_bytes = 0;
  piece_bytes += static_cast<size_t>(written_now);
  if (piece_bytes < kPieceBytes) return written_now;
  piece_bytes = 0;
  return take_to_disk(file) ? written_now : -1;
}

/// In all of SQLite; what it is asked for by other threads goes as before.
void replace_pwrite() {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  if (vfs == nullptr || vfs->iVersion < 3) return;
  for (const char* name : {"pwrite", "pwrite64"}) {
    vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(&paced_pwrite));
  }
}

}  // namespace

PacedWrites::PacedWrites() {
  piece_bytes = 0;
  paced_file = -1;
  static std::once_flag once;
  std::call_once(once, replace_pwrite);
  is_paced = true;
}

PacedWrites::~PacedWrites() {
  is_paced = false;
}

}  // namespace takt::sqlite
