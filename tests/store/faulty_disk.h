#pragma once

// SQLite's view of the disk with failures on demand: the default VFS wrapped, so that writes to the
// write-ahead log report a full disk, or its sync an I/O error. One object at a time; databases are
// opened while it lives.

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <vector>

namespace takt::testing_store {

class FaultyDisk {
 public:
  FaultyDisk() {
    real_ = sqlite3_vfs_find(nullptr);
    vfs_ = *real_;
    vfs_.zName = "faulty";
    vfs_.pNext = nullptr;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.pAppData = this;
    vfs_.xOpen = [](sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                    int* out) { return self(vfs).open(name, file, flags, out); };
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FaultyDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  std::atomic<bool> is_full = false;
  std::atomic<bool> sync_fails = false;
  std::atomic<int> log_syncs = 0;

 private:
  /// Followed in memory by the real VFS's file.
  struct File {
    sqlite3_file base;
    FaultyDisk* disk;
    sqlite3_io_methods methods;
  };

  static FaultyDisk& self(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }
  static sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
  }
  static FaultyDisk& disk(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->disk; }

  int open(const char* name, sqlite3_file* file, int flags, int* out) {
    auto* own = reinterpret_cast<File*>(file);
    std::memset(file, 0, sizeof(File));
    const int code = real_->xOpen(real_, name, real(file), flags, out);
    if (code != SQLITE_OK || real(file)->pMethods == nullptr) return code;
    own->disk = this;
    own->methods = methods(real(file)->pMethods->iVersion, (flags & SQLITE_OPEN_WAL) != 0);
    own->base.pMethods = &own->methods;
    return SQLITE_OK;
  }

  /// Every call goes on to the real file.
  static sqlite3_io_methods methods(int version, bool is_log) {
    sqlite3_io_methods all{};
    all.iVersion = version;
    all.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
    all.xRead = [](sqlite3_file* f, void* data, int size, sqlite3_int64 at) {
      return real(f)->pMethods->xRead(real(f), data, size, at);
    };
    all.xWrite = [](sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
      return real(f)->pMethods->xWrite(real(f), data, size, at);
    };
    all.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return real(f)->pMethods->xTruncate(real(f), size);
    };
    all.xSync = [](sqlite3_file* f, int flags) { return real(f)->pMethods->xSync(real(f), flags); };
    all.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      return real(f)->pMethods->xFileSize(real(f), size);
    };
    all.xLock = [](sqlite3_file* f, int kind) { return real(f)->pMethods->xLock(real(f), kind); };
    all.xUnlock = [](sqlite3_file* f, int kind) {
      return real(f)->pMethods->xUnlock(real(f), kind);
    };
    all.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return real(f)->pMethods->xCheckReservedLock(real(f), out);
    };
    all.xFileControl = [](sqlite3_file* f, int operation, void* argument) {
      return real(f)->pMethods->xFileControl(real(f), operation, argument);
    };
    all.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    all.xDeviceCharacteristics = [](sqlite3_file* f) {
      return real(f)->pMethods->xDeviceCharacteristics(real(f));
    };
    all.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
    };
    all.xShmLock = [](sqlite3_file* f, int offset, int count, int flags) {
      return real(f)->pMethods->xShmLock(real(f), offset, count, flags);
    };
    all.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
    all.xShmUnmap = [](sqlite3_file* f, int remove) {
      return real(f)->pMethods->xShmUnmap(real(f), remove);
    };
    all.xFetch = [](sqlite3_file* f, sqlite3_int64 at, int size, void** out) {
      return real(f)->pMethods->xFetch(real(f), at, size, out);
    };
    all.xUnfetch = [](sqlite3_file* f, sqlite3_int64 at, void* data) {
      return real(f)->pMethods->xUnfetch(real(f), at, data);
    };
    if (is_log) fail_on_demand(all);
    return all;
  }

  static void fail_on_demand(sqlite3_io_methods& all) {
    all.xWrite = [](sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
      if (disk(f).is_full) return SQLITE_FULL;
      return real(f)->pMethods->xWrite(real(f), data, size, at);
    };
    all.xSync = [](sqlite3_file* f, int flags) {
      ++disk(f).log_syncs;
      if (disk(f).sync_fails) return SQLITE_IOERR_FSYNC;
      return real(f)->pMethods->xSync(real(f), flags);
    };
  }

  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
};

}  // namespace takt::testing_store
