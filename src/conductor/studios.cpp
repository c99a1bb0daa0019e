#include "conductor/studios.h"

#include <cmath>

#include "base/log.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;

Studios::~Studios() = default;

std::set<StudioId> Studios::wanted() const {
  const std::vector<StudioId>& listed = services_.options.studios;
  if (!listed.empty()) return {listed.begin(), listed.end()};
  std::set<StudioId> all;
  for (const Doc<Studio>& studio : services_.store.system().all<Studio>()) all.insert(studio->_id);
  return all;
}

void Studios::sync() {
  if (closing_all_) return;
  std::erase_if(retired_, [](const auto& runtime) { return runtime.use_count() == 1; });
  const std::set<StudioId> ids = wanted();
  std::vector<StudioId> gone;
  for (auto& [id, slot] : slots_) {
    if (!ids.contains(id) && slot.state != State::closing) gone.push_back(id);
  }
  for (const StudioId& id : gone) close(id);
  for (const StudioId& id : ids) {
    const auto slot = slots_.find(id);
    if (slot == slots_.end()) {
      start_soon(id);
    } else {
      slot->second.wanted = true;
    }
  }
  looked_ = true;
}

/// In a handler of its own: making the threads of many studios takes a while (R1).
void Studios::start_soon(const StudioId& id) {
  {
    const WriterLock lock(mutex_);
    slots_[id].reason = "it is starting";
  }
  services_.loop.post("start studio", [this, id] {
    const auto slot = slots_.find(id);
    if (slot == slots_.end() || slot->second.runtime || slot->second.state != State::starting) {
      return;
    }
    start(id);
  });
}

void Studios::start(const StudioId& id) {
  auto runtime = std::make_shared<StudioRuntime>(
      services_, id,
      StudioRuntime::Observer{[this, id] { ready(id); },
                              [this, id](const std::string& failure) { ended(id, failure); }});
  {
    const WriterLock lock(mutex_);
    Slot& slot = slots_[id];
    slot.state = State::starting;
    slot.runtime = runtime;
  }
  runtime->start();
}

void Studios::close(const StudioId& id) {
  std::shared_ptr<StudioRuntime> runtime;
  {
    const WriterLock lock(mutex_);
    Slot& slot = slots_.at(id);
    slot.wanted = false;
    runtime = slot.runtime;
    if (runtime) {
      slot.state = State::closing;
      slot.reason = closing_all_ ? "the system is stopping" : "the studio was removed";
    } else {
      slots_.erase(id);
    }
  }
  if (runtime) {
    log::info("studio {} closes", id);
    runtime->close(closing_all_ ? "the system is stopping" : "the studio was removed",
                   !closing_all_);
  }
}

void Studios::ready(const StudioId& id) {
  const WriterLock lock(mutex_);
  const auto slot = slots_.find(id);
  if (slot == slots_.end() || slot->second.state != State::starting) return;
  slot->second.state = State::running;
  slot->second.reason.clear();
  slot->second.failures = 0;
  log::info("studio {} is running", id);
}

/// As a status that stays until the next try.
std::vector<ThreadStatus> Studios::ended_threads(const StudioRuntime& runtime) {
  StudioStatus status;
  runtime.fill_status(status, Detail::threads);
  for (ThreadStatus& thread : status.threads) thread.reason = "Thread restarting";
  return std::move(status.threads);
}

void Studios::ended(const StudioId& id, const std::string& failure) {
  std::shared_ptr<StudioRuntime> runtime;
  bool again = false;
  {
    const WriterLock lock(mutex_);
    Slot& slot = slots_.at(id);
    runtime = std::exchange(slot.runtime, nullptr);
    if (closing_all_ || !slot.wanted) {
      slots_.erase(id);
    } else if (failure.empty()) {
      again = true;  // removed and added again meanwhile
    } else {
      const double pause =
          std::min(kLastRetryMs, kFirstRetryMs * std::pow(2.0, std::min(slot.failures++, 10)));
      slot.state = State::failed;
      slot.threads = ended_threads(*runtime);
      slot.reason = failure;
      slot.retry_at_ms = steady_ms() + pause;
      log::error("studio {} can't work: {}; tried again in {:.0f} s", id, failure, pause / 1000);
      services_.loop.at(slot.retry_at_ms, "retry studio", [this, id] { try_again(id); });
    }
  }
  runtime->join();
  retired_.push_back(std::move(runtime));
  if (again) start(id);
  if (services_.store.is_lost() && !closing_all_) observer_.on_store_lost();
  check_all_ended();
}

void Studios::try_again(const StudioId& id) {
  const auto slot = slots_.find(id);
  if (closing_all_ || slot == slots_.end() || slot->second.state != State::failed) return;
  if (slot->second.retry_at_ms <= steady_ms()) start(id);
}

std::vector<std::shared_ptr<StudioRuntime>> Studios::runtimes() const {
  std::vector<std::shared_ptr<StudioRuntime>> found;
  const ReaderLock lock(mutex_);
  for (const auto& [id, slot] : slots_) {
    if (slot.runtime) found.push_back(slot.runtime);
  }
  return found;
}

void Studios::refresh_threads() {
  for (const auto& runtime : runtimes()) runtime->settings_changed();
}

void Studios::settings_changed() {
  sync();
  std::vector<StudioId> failed;
  for (auto& [id, slot] : slots_) {
    if (slot.state == State::failed) failed.push_back(id);
  }
  for (const StudioId& id : failed) {
    if (!closing_all_) start(id);
  }
}

void Studios::close_all() {
  closing_all_ = true;
  std::vector<StudioId> ids;
  for (const auto& [id, slot] : slots_) ids.push_back(id);
  for (const StudioId& id : ids) close(id);
  check_all_ended();
}

void Studios::check_all_ended() {
  if (closing_all_ && slots_.empty()) observer_.on_all_ended();
}

Studios::Found Studios::find(const StudioId& id) const {
  const ReaderLock lock(mutex_);
  const auto found = slots_.find(id);
  if (found == slots_.end()) {
    // Its settings may be on disk before the main thread has looked at them.
    const std::vector<StudioId>& listed = services_.options.studios;
    const bool is_ours = listed.empty() || std::ranges::find(listed, id) != listed.end();
    if (!is_ours || !services_.store.system().find<Studio>(id)) return {};
    return {true, nullptr, "it is starting"};
  }
  const Slot& slot = found->second;
  const bool works = slot.state == State::starting || slot.state == State::running;
  return {true, works ? slot.runtime : nullptr, slot.reason};
}

void Studios::note(const StudioId& id, const std::vector<DocumentChange>& changes) {
  std::shared_ptr<StudioRuntime> runtime;
  {
    const ReaderLock lock(mutex_);
    const auto found = slots_.find(id);
    if (found != slots_.end()) runtime = found->second.runtime;
  }
  if (runtime) runtime->note(changes);
}

void Studios::fill_status(StatusSnapshot& status, Detail detail) const {
  static constexpr const char* kNames[] = {"starting", "running", "failed", "stopping"};
  std::vector<std::shared_ptr<StudioRuntime>> runtimes;
  {
    const ReaderLock lock(mutex_);
    for (const auto& [id, slot] : slots_) {
      StudioStatus studio;
      studio.id = id;
      studio.state = kNames[static_cast<size_t>(slot.state)];
      studio.reason = slot.reason;
      if (slot.state == State::failed) {
        studio.retry_in_ms = std::max(0.0, slot.retry_at_ms - steady_ms());
        studio.threads = slot.threads;
      }
      status.studios.push_back(std::move(studio));
      runtimes.push_back(slot.runtime);
    }
  }
  status.ready = looked_ && !status.stopping;
  for (size_t i = 0; i < runtimes.size(); ++i) {
    StudioStatus& studio = status.studios[i];
    if (const auto document = services_.store.system().find<Studio>(studio.id)) {
      studio.name = document->name.value_or("");
    }
    if (runtimes[i]) runtimes[i]->fill_status(studio, detail);
    status.ready = status.ready && studio.state == "running";
  }
}

}  // namespace takt::conductor
