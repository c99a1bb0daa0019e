#pragma once

// One process per data folder: an advisory lock on <folder>/takt.lock, held as long as the object
// lives and given up by the kernel however the process ends.

#include <filesystem>

#include "store/store.h"

namespace takt::sqlite {

class FolderLock {
 public:
  /// Makes the folder when it isn't there. Throws StoreError naming the folder and the process that
  /// has it.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace takt::sqlite
