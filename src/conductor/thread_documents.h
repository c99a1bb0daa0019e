#pragma once

// The documents of `workers` and `workersThreads` (spec/runtime.md section 3), kept in step with
// the status. Main thread; what has to be written goes to the system thread.

#include <map>

#include "base/id_generator.h"
#include "conductor/status.h"
#include "store/store.h"

namespace takt::conductor {

class ThreadDocuments {
 public:
  ThreadDocuments(const Documents& system, Time now);

  /// What differs from what was written last.
  ChangeSet update(const StatusSnapshot& status, Time now);

 private:
  void put_worker(ChangeSet& changes, const StatusSnapshot& status, Time now);

  RandomIds ids_;
  const std::string instance_;
  const Time started_;
  bool written_ = false;
  bool stopping_ = false;
  /// By id; an empty name: left by an earlier run.
  std::map<std::string, WorkerThreadDocument> threads_;
};

}  // namespace takt::conductor
