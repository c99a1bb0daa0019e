#include "script/activity.h"

namespace takt::script {

namespace {

thread_local Activity* t_activity = nullptr;
thread_local bool t_in_script = false;

double ms_of(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

void Activity::attach(Activity* activity) {
  t_activity = activity;
}

Activity::Scope::Scope(std::string_view blueprint, std::string_view method)
    : activity_(t_in_script ? nullptr : t_activity) {
  if (activity_ == nullptr) return;
  t_in_script = true;
  const MutexLock lock(activity_->mutex_);
  activity_->blueprint_ = blueprint;
  activity_->method_ = method;
  activity_->since_ = activity_->changed_ = Clock::now();
}

Activity::Scope::~Scope() {
  if (activity_ == nullptr) return;
  t_in_script = false;
  const MutexLock lock(activity_->mutex_);
  activity_->changed_ = Clock::now();
  activity_->total_ += activity_->changed_ - *activity_->since_;
  activity_->since_.reset();
}

void Activity::reset() {
  const MutexLock lock(mutex_);
  total_ = {};
  changed_ = Clock::now();
}

Activity::Seen Activity::seen() const {
  const MutexLock lock(mutex_);
  Seen seen;
  seen.total_ms = ms_of(total_);
  seen.unchanged_ms = ms_of(Clock::now() - changed_);
  if (!since_) return seen;
  seen.blueprint = blueprint_;
  seen.method = method_;
  seen.running_ms = ms_of(Clock::now() - *since_);
  seen.total_ms += seen.running_ms;
  return seen;
}

}  // namespace takt::script
