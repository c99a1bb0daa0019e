#include "store/sqlite/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace takt::sqlite {

namespace {

std::string read_owner(int file) {
  char text[32] = {};
  const ssize_t size = pread(file, text, sizeof text - 1, 0);
  std::string owner(text, size > 0 ? static_cast<size_t>(size) : 0);
  while (!owner.empty() && owner.back() == '\n') owner.pop_back();
  return owner.empty() ? "unknown" : owner;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string path = (folder / "takt.lock").string();
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) {
    throw StoreError(fmt::format("can't use the data folder {}: {}: {}", folder.string(), path,
                                 std::strerror(errno)));
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const std::string owner = read_owner(file_);
    close(file_);
    throw StoreError(
        fmt::format("the data folder {} is in use by process {}; only one process may have it open",
                    folder.string(), owner));
  }
  const std::string own = fmt::format("{}\n", getpid());
  if (ftruncate(file_, 0) != 0 ||
      pwrite(file_, own.data(), own.size(), 0) != static_cast<ssize_t>(own.size())) {
    // Only the number in the refusal of a second process is lost.
    errno = 0;
  }
}

FolderLock::~FolderLock() {
  close(file_);
}

}  // namespace takt::sqlite
