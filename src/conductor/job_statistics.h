#pragma once

// How the jobs of one queue went, since the start and lately: for /metrics and `takt top`. Noted by
// its threads after a job has been answered, read by any.

#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "worker/job_task.h"

namespace takt::conductor {

/// Upper bounds of a histogram's buckets, in ms; one more has no bound.
inline constexpr std::array<double, 11> kBucketsMs{0.5, 1,   2.5, 5,    10,  25,
                                                   50,  100, 250, 1000, 5000};

struct Histogram {
  std::array<uint64_t, kBucketsMs.size() + 1> counts{};  // each bucket's own
  uint64_t count = 0;
  double sum_ms = 0;

  void add(double ms);
};

/// In the order of JobTimings.
inline constexpr std::array<const char*, 7> kPhases{"queued",  "lockWait", "load",   "blueprint",
                                                    "compute", "commit",   "publish"};
std::array<double, kPhases.size()> phases_of(const worker::JobTimings& timings);

struct JobTotals {
  uint64_t done = 0;
  uint64_t failed = 0;
  double sum_ms = 0;
  double longest_ms = 0;
};

struct JobStatisticsSeen {
  std::array<Histogram, kPhases.size()> phases;
  std::map<std::string, JobTotals> jobs;  // by name
  /// Of the last jobs: percentiles of the whole time, and the mean of each phase.
  size_t recent = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double longest_ms = 0;
  std::array<double, kPhases.size()> mean_ms{};
};

class JobStatistics {
 public:
  static constexpr size_t kRecent = 256;
  /// Names beyond these are counted as "other": pushes of unknown ones must not fill the memory.
  static constexpr size_t kMaxNames = 200;

  void note(const std::string& name, bool succeeded, const worker::JobTimings& timings);
  JobStatisticsSeen seen() const;

 private:
  mutable Mutex mutex_;
  std::array<Histogram, kPhases.size()> phases_ TAKT_GUARDED_BY(mutex_);
  std::map<std::string, JobTotals> jobs_ TAKT_GUARDED_BY(mutex_);
  std::deque<std::array<double, kPhases.size()>> recent_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::conductor
