#include "conductor/job_statistics.h"

#include <algorithm>
#include <numeric>

namespace takt::conductor {

void Histogram::add(double ms) {
  const auto bucket = std::lower_bound(kBucketsMs.begin(), kBucketsMs.end(), ms);
  ++counts[static_cast<size_t>(bucket - kBucketsMs.begin())];
  ++count;
  sum_ms += ms;
}

std::array<double, kPhases.size()> phases_of(const worker::JobTimings& timings) {
  return {timings.queued_ms,  timings.lock_wait_ms, timings.load_ms,   timings.blueprint_ms,
          timings.compute_ms, timings.commit_ms,    timings.publish_ms};
}

void JobStatistics::note(const std::string& name, bool succeeded,
                         const worker::JobTimings& timings) {
  const auto phases = phases_of(timings);
  const double total = std::accumulate(phases.begin(), phases.end(), 0.0);
  const MutexLock lock(mutex_);
  for (size_t i = 0; i < phases.size(); ++i) phases_[i].add(phases[i]);
  const bool is_listed = jobs_.contains(name) || jobs_.size() < kMaxNames;
  JobTotals& job = jobs_[is_listed ? name : "other"];
  ++(succeeded ? job.done : job.failed);
  job.sum_ms += total;
  job.longest_ms = std::max(job.longest_ms, total);
  if (recent_.size() == kRecent) recent_.pop_front();
  recent_.push_back(phases);
}

JobStatisticsSeen JobStatistics::seen() const {
  JobStatisticsSeen seen;
  std::vector<double> totals;
  {
    const MutexLock lock(mutex_);
    seen.phases = phases_;
    seen.jobs = jobs_;
    seen.recent = recent_.size();
    for (const auto& phases : recent_) {
      for (size_t i = 0; i < phases.size(); ++i) seen.mean_ms[i] += phases[i];
      totals.push_back(std::accumulate(phases.begin(), phases.end(), 0.0));
    }
  }
  if (totals.empty()) return seen;
  for (double& mean : seen.mean_ms) mean /= static_cast<double>(totals.size());
  std::sort(totals.begin(), totals.end());
  seen.p50_ms = totals[totals.size() / 2];
  seen.p99_ms = totals[std::min(totals.size() - 1, totals.size() * 99 / 100)];
  seen.longest_ms = totals.back();
  return seen;
}

}  // namespace takt::conductor
