#include "events/messages/target.h"

#include <pthread.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/thread_priority.h"

namespace takt::events {

namespace {

/// A connection that nothing is sent over is given up after so long.
constexpr double kIdleMs = 60'000;
/// After a document could not be written.
constexpr double kWriteRetryMs = 1000;
/// More than its timeout allows.
constexpr double kStuckMs = 5000;
constexpr int kNice = 10;

}  // namespace

double steady_now_ms() {
  const std::chrono::duration<double, std::milli> now =
      std::chrono::steady_clock::now().time_since_epoch();
  return now.count();
}

Target::Target(Shared& shared, TargetKey key, std::string type, std::string label)
    : shared_(shared),
      key_(std::move(key)),
      type_(std::move(type)),
      label_(std::move(label)),
      courier_(make_courier(type_, shared.rules.timeout_ms)) {}

Target::~Target() {
  join();
}

void Target::start() {
  ended_ = false;
  idle_since_ms_ = steady_now_ms();
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), ("msg " + label_).substr(0, 15).c_str());
    log::context().thread = "messages";
    lower_thread_priority(kNice);
    run();
  });
}

void Target::join() {
  if (thread_.joinable()) thread_.join();
}

void Target::hurry() {
  retry_at_ms_ = 0;
  wake();
}

void Target::interrupt_if_stuck() {
  if (sending_since_ms_ > 0 &&
      steady_now_ms() - sending_since_ms_ > shared_.rules.timeout_ms + kStuckMs) {
    was_stuck_ = true;
    interrupt();
  }
}

TargetStatus Target::status() const {
  TargetStatus status{key_.studio, type_, label_, 0, sending_since_ms_ > 0, failures_, 0, error_};
  if (const MessageIndex::Line* line = shared_.index.line(key_))
    status.waiting = line->waiting.size();
  status.next_try_ms = std::max(0.0, retry_at_ms_ - steady_now_ms());
  return status;
}

void Target::run() {
  while (step()) {
  }
}

bool Target::step() {
  const Pick picked = pick(steady_now_ms());
  if (tried_ || picked.message) {
    if (!note(picked.message)) {
      std::unique_lock lock(shared_.mutex);
      changed_.wait_for(lock, std::chrono::duration<double, std::milli>(kWriteRetryMs),
                        [this] { return shared_.stopping; });
      ended_ = shared_.stopping;
      return !ended_;
    }
    if (!picked.message) return true;
    settle(send(*picked.message), picked.message->_id);
    return true;
  }
  std::unique_lock lock(shared_.mutex);
  const double idle_end_ms = idle_since_ms_ + kIdleMs;
  const MessageIndex::Line* line = shared_.index.line(key_);
  if (shared_.stopping || (line == nullptr && steady_now_ms() > idle_end_ms)) {
    ended_ = true;
    return false;
  }
  const double until_ms = line != nullptr ? picked.next_ms : std::min(picked.next_ms, idle_end_ms);
  const double wait_ms = until_ms - steady_now_ms();
  changed_.wait_for(lock, std::chrono::duration<double, std::milli>(std::max(1.0, wait_ms)),
                    [this] { return shared_.stopping || woken_; });
  woken_ = false;
  return true;
}

Target::Pick Target::pick(double now_ms) {
  std::vector<ExternalMessageId> waiting;
  {
    const std::lock_guard lock(shared_.mutex);
    const MessageIndex::Line* line = shared_.index.line(key_);
    if (shared_.stopping || line == nullptr) return {nullptr, now_ms + kIdleMs};
    if (retry_at_ms_ > now_ms) return {nullptr, retry_at_ms_};
    idle_since_ms_ = now_ms;
    waiting.reserve(line->waiting.size());
    for (const auto& [place, id] : line->waiting) waiting.push_back(id);
  }
  Pick pick{nullptr, now_ms + kIdleMs};
  const Time now = shared_.desk.now();
  for (const ExternalMessageId& id : waiting) {
    if (tried_ && tried_->id == id) continue;
    Doc<ExternalMessage> message = shared_.desk.find(key_.studio, id);
    if (!message || message_state(*message, now) != MessageState::waiting) continue;
    const Time due = next_try(*message, shared_.rules);
    if (due <= now) return {std::move(message), now_ms};
    pick.next_ms = std::min(pick.next_ms, now_ms + due - now);
  }
  return pick;
}

bool Target::note(const Doc<ExternalMessage>& next) {
  std::vector<MessageDesk::Step> steps;
  if (tried_) {
    steps.push_back({tried_->id, [this](const ExternalMessage& message) {
                       return with_try_ended(message, tried_->at, tried_->result, shared_.rules);
                     }});
  }
  if (next) {
    steps.push_back({next->_id, [this](const ExternalMessage& message) {
                       return with_try_begun(message, shared_.desk.now());
                     }});
  }
  if (const auto error = shared_.desk.write(key_.studio, steps)) {
    log::warning("external messages to {}: their documents can't be written: {}", label_,
                 error->raw_message());
    return false;
  }
  tried_.reset();
  return true;
}

TryResult Target::send(const ExternalMessage& message) {
  if (!courier_) {
    return {TryEnd::impossible, fmt::format("unknown message type \"{}\"", type_)};
  }
  {
    const std::lock_guard lock(shared_.mutex);
    if (shared_.stopping) return {TryEnd::interrupted};
    sending_since_ms_ = steady_now_ms();
    was_stuck_ = false;
  }
  try {
    TAKT_FAULT("message.send");
    TryResult result =
        courier_->send({message._id.str(), shared_.desk.resolved(key_.studio, message),
                        message.message.value_or(nullptr)});
    TAKT_FAULT("message.sent");
    return result;
  } catch (const std::exception& error) {
    return {TryEnd::unreachable, error.what()};
  }
}

/// Interrupted because of that, and not by a stop, after which it is nobody's fault.
bool Target::was_stuck() {
  const std::lock_guard lock(shared_.mutex);
  return was_stuck_ && !shared_.stopping;
}

void Target::settle(TryResult result, const ExternalMessageId& id) {
  if (result.end == TryEnd::interrupted && was_stuck()) {
    result = {TryEnd::no_answer,
              fmt::format("no end {} ms after its timeout", number_text(kStuckMs))};
  }
  const bool waits = result.end == TryEnd::unreachable || result.end == TryEnd::no_answer;
  if (result.end != TryEnd::sent && result.end != TryEnd::interrupted) {
    log::warning("external message {} to {}: {}: {}", id, label_, try_end_name(result.end),
                 result.text);
  }
  {
    const std::lock_guard lock(shared_.mutex);
    sending_since_ms_ = 0;
    idle_since_ms_ = steady_now_ms();
    ++shared_.tries[type_][static_cast<size_t>(result.end)];
    failures_ = waits ? failures_ + 1 : 0;
    error_ = result.end == TryEnd::sent ? "" : result.text;
    retry_at_ms_ = waits ? steady_now_ms() + retry_pause_ms(failures_, shared_.rules) : 0;
  }
  tried_ = Tried{id, std::move(result), shared_.desk.now()};
}

}  // namespace takt::events
