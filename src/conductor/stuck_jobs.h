#pragma once

// The jobs of one studio that don't run by themselves any more (DESIGN section 4): those that ended
// their process twice (quarantined, still waiting on disk) and those that failed by a defect (dead
// letters). Tells which of them a later job's success makes pointless. Any thread.

#include <map>
#include <set>

#include "base/mutex.h"
#include "store/store.h"

namespace takt::conductor {

class StuckJobs {
 public:
  void quarantine(JobRecord job);
  void bury(const JobRecord& job);
  void bury(const JobId& id, const std::string& partition, const Json& payload, Time queued_at);
  /// It was retried, discarded or found pointless. The record when it was quarantined.
  std::optional<JobRecord> drop(const JobId& id);
  /// Takes out of consideration those that are superseded from now on.
  void supersede(const std::vector<JobId>& ids);

  /// Those that came before a job that has the same supersede_key_of().
  std::vector<JobId> made_pointless_by(const std::string& partition, const Json& payload,
                                       Time queued_at) const;
  std::optional<JobRecord> quarantined(const JobId& id) const;
  std::vector<JobRecord> all_quarantined() const;
  size_t dead_letters() const;

 private:
  struct Watched {
    std::string supersede_key;
    Time queued_at = 0;
  };

  mutable Mutex mutex_;
  std::map<JobId, JobRecord> quarantined_ TAKT_GUARDED_BY(mutex_);
  std::set<JobId> dead_ TAKT_GUARDED_BY(mutex_);
  /// Of both, what can still be superseded.
  std::map<JobId, Watched> watched_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
