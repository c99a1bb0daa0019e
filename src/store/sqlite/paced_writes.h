#pragma once

// What a thread writes to SQLite's files goes on to the disk in small pieces, each waited for. Left to
// a sync, megabytes would go at once, and a commit of the redo log that comes meanwhile would wait for
// all of them: disks take writes in the order in which they come.

namespace takt::sqlite {

/// For the calling thread, as long as it is there. One a thread.
class PacedWrites {
 public:
  PacedWrites();
  ~PacedWrites();
  PacedWrites(const PacedWrites&) = delete;
  PacedWrites& operator=(const PacedWrites&) = delete;
};

}  // namespace takt::sqlite
