#include "worker/progress.h"

#include <fmt/format.h>

#include "worker/steady.h"

namespace takt::worker {

Progress::Scope::Scope(Progress* progress, Stage stage, std::string what) : progress_(progress) {
  if (progress_ == nullptr) return;
  const MutexLock lock(progress_->mutex_);
  progress_->stage_ = stage;
  progress_->what_ = std::move(what);
  progress_->since_ms_ = steady_ms();
}

Progress::Scope::~Scope() {
  if (progress_ == nullptr) return;
  const double now = steady_ms();
  const MutexLock lock(progress_->mutex_);
  progress_->total_of(progress_->stage_) += now - progress_->since_ms_;
  progress_->stage_ = Stage::compute;
  progress_->since_ms_ = now;
}

double& Progress::total_of(Stage stage) {
  return totals_ms_[static_cast<size_t>(stage)];
}

void Progress::reset() {
  script_.reset();
  const MutexLock lock(mutex_);
  stage_ = Stage::compute;
  since_ms_ = steady_ms();
  for (double& total : totals_ms_) total = 0;
}

Progress::Seen Progress::seen() const {
  const script::Activity::Seen script = script_.seen();
  const MutexLock lock(mutex_);
  Seen seen;
  seen.doing_ms = steady_ms() - since_ms_;
  double totals[4];
  std::copy(std::begin(totals_ms_), std::end(totals_ms_), totals);
  totals[static_cast<size_t>(stage_)] += seen.doing_ms;
  seen.lock_ms = totals[static_cast<size_t>(Stage::lock)];
  seen.commit_ms = totals[static_cast<size_t>(Stage::commit)];
  seen.device_ms = totals[static_cast<size_t>(Stage::device)];
  seen.blueprint_ms = script.total_ms;
  switch (stage_) {
    case Stage::lock:
      seen.doing = "waits for " + what_;
      break;
    case Stage::commit:
      seen.doing = "commits";
      break;
    case Stage::device:
      seen.doing = "waits for device " + what_;
      break;
    case Stage::compute:
      seen.doing = script.running_ms > 0
                       ? fmt::format("runs {} of blueprint {}", script.method, script.blueprint)
                       : "computes";
      seen.doing_ms = std::min(seen.doing_ms, script.unchanged_ms);
      break;
  }
  return seen;
}

}  // namespace takt::worker
