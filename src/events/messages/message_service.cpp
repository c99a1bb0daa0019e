#include "events/messages/message_service.h"

#include <pthread.h>

#include "base/log.h"
#include "base/mutex.h"
#include "base/thread_priority.h"
#include "events/messages/target.h"

namespace takt::events {

namespace {

constexpr std::chrono::seconds kTick{1};
/// What time alone changes (expiry) is looked for so often.
constexpr double kLookMs = 30'000;
constexpr double kCleanUpMs = 3600'000;
/// Receivers at the same time; the others wait for one of them to have nothing more.
constexpr size_t kMaxTargets = 64;
constexpr int kMessagesNice = 5;

UserError not_found(const ExternalMessageId& id) {
  return UserError(UserErrorKey::DocumentNotFound,
                   {{"collection", "externalMessageQueue"}, {"id", id.str()}}, 404);
}

std::optional<ExternalMessage> edited(const ExternalMessage& message, MessageVerb verb) {
  switch (verb) {
    case MessageVerb::retry:
      return with_retry(message);
    case MessageVerb::hold:
      return with_hold(message, true);
    case MessageVerb::release:
      return with_hold(message, false);
    case MessageVerb::remove:
      return std::nullopt;
  }
  return message;
}

UserError stopping_error() {
  return UserError(UserErrorKey::StudioUnavailable,
                   {{"studio", "*"}, {"message", "takt is stopping"}}, 503);
}

}  // namespace

std::optional<MessageVerb> message_verb(std::string_view name) {
  if (name == "retry") return MessageVerb::retry;
  if (name == "hold") return MessageVerb::hold;
  if (name == "release") return MessageVerb::release;
  if (name == "remove") return MessageVerb::remove;
  return std::nullopt;
}

class MessageService::Impl {
 public:
  Impl(World world, DeliveryRules rules)
      : desk_(std::move(world)), shared_{desk_, rules, {}, {}, {}, false} {}

  void start() {
    thread_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "messages");
      log::context().thread = "messages";
      lower_thread_priority(kMessagesNice);
      run();
    });
  }

  bool stop(std::chrono::milliseconds grace);
  void join();
  void act(const ExternalMessageId& id, MessageVerb verb, Done done);
  MessagesStatus status();
  /// Committed changes; on a committing thread.
  void note(const StudioId& studio, const std::vector<DocumentChange>& changes);

 private:
  struct Act {
    ExternalMessageId id;
    MessageVerb verb{};
    Done done;
  };
  using Changed = std::pair<StudioId, ExternalMessageId>;

  void run();
  void find_studios();
  void index(const std::vector<Changed>& changed);
  void carry_out(const Act& act);
  void look_at_time();
  void tend_targets();
  bool all_ended();

  MessageDesk desk_;
  Target::Shared shared_;
  std::map<TargetKey, std::unique_ptr<Target>> targets_;  // guarded by shared_.mutex
  std::thread thread_;
  // The thread's own:
  std::set<StudioId> studios_;
  double looked_ms_ = 0;
  double cleaned_ms_ = 0;
  Mutex mutex_;
  Condition changed_;
  std::vector<Changed> noted_ TAKT_GUARDED_BY(mutex_);
  std::vector<Act> acts_ TAKT_GUARDED_BY(mutex_);
  bool settings_noted_ TAKT_GUARDED_BY(mutex_) = true;
  bool stopping_ TAKT_GUARDED_BY(mutex_) = false;
};

void MessageService::Impl::note(const StudioId& studio,
                                const std::vector<DocumentChange>& changes) {
  const MutexLock lock(mutex_);
  bool concerns = false;
  for (const DocumentChange& change : changes) {
    if (change.collection == Collection::externalMessageQueue) {
      noted_.emplace_back(studio, ExternalMessageId(change.id));
      concerns = true;
    } else if (change.collection == Collection::studios) {
      settings_noted_ = concerns = true;
    }
  }
  if (concerns) changed_.notify_one();
}

void MessageService::Impl::run() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    const std::vector<Changed> noted = std::exchange(noted_, {});
    const std::vector<Act> acts = std::exchange(acts_, {});
    const bool settings = std::exchange(settings_noted_, false);
    lock.unlock();
    if (settings) find_studios();
    if (!noted.empty()) index(noted);
    for (const Act& act : acts) carry_out(act);
    look_at_time();
    tend_targets();
    lock.lock();
    const auto next_tick = std::chrono::steady_clock::now() + kTick;
    while (!stopping_ && !settings_noted_ && noted_.empty() && acts_.empty() &&
           changed_.wait_until(mutex_, next_tick)) {
    }
  }
}

void MessageService::Impl::find_studios() {
  for (const StudioId& studio : desk_.studios()) {
    if (!studios_.insert(studio).second) continue;
    std::vector<Changed> there;
    for (const auto& message : desk_.documents(studio).all<ExternalMessage>()) {
      there.emplace_back(studio, message->_id);
    }
    index(there);
  }
}

void MessageService::Impl::index(const std::vector<Changed>& changed) {
  const Time now = desk_.now();
  for (const auto& [studio, id] : changed) {
    if (!studios_.contains(studio)) continue;  // it is looked through when it is found
    const Doc<ExternalMessage> message = desk_.find(studio, id);
    const uint64_t place =
        desk_.documents(studio).sequence(Collection::externalMessageQueue, id.str());
    const std::lock_guard lock(shared_.mutex);
    shared_.index.put(studio, id, message.get(), place, now);
    if (!message) continue;
    const auto target = targets_.find(
        {studio, receiver_key(message->type.value_or(""), message->receiver.value_or(nullptr))});
    if (target != targets_.end()) target->second->wake();
  }
}

void MessageService::Impl::carry_out(const Act& act) {
  for (const StudioId& studio : studios_) {
    const Doc<ExternalMessage> message = desk_.find(studio, act.id);
    if (!message) continue;
    const auto error = desk_.write(
        studio, {{act.id, [&](const ExternalMessage& now) { return edited(now, act.verb); }}});
    index({{studio, act.id}});
    if (act.verb == MessageVerb::retry && !error) {
      const std::lock_guard lock(shared_.mutex);
      const auto target = targets_.find(
          {studio, receiver_key(message->type.value_or(""), message->receiver.value_or(nullptr))});
      if (target != targets_.end()) target->second->hurry();
    }
    return act.done(error);
  }
  act.done(not_found(act.id));
}

void MessageService::Impl::look_at_time() {
  const double now_ms = steady_now_ms();
  if (now_ms - looked_ms_ < kLookMs) return;
  looked_ms_ = now_ms;
  std::vector<Changed> waiting;
  {
    const std::lock_guard lock(shared_.mutex);
    for (const auto& [key, line] : shared_.index.lines()) {
      for (const auto& [place, id] : line.waiting) waiting.emplace_back(key.studio, id);
    }
  }
  index(waiting);
  if (now_ms - cleaned_ms_ < kCleanUpMs) return;
  cleaned_ms_ = now_ms;
  for (const StudioId& studio : studios_) desk_.clean_up(studio);
}

/// Threads for receivers that something waits for; those that have ended go.
void MessageService::Impl::tend_targets() {
  std::vector<std::unique_ptr<Target>> ended;
  {
    const std::lock_guard lock(shared_.mutex);
    for (auto it = targets_.begin(); it != targets_.end();) {
      it->second->interrupt_if_stuck();
      if (it->second->ended()) {
        ended.push_back(std::move(it->second));
        it = targets_.erase(it);
      } else {
        ++it;
      }
    }
    for (const auto& [key, line] : shared_.index.lines()) {
      if (shared_.stopping || targets_.size() >= kMaxTargets) break;
      std::unique_ptr<Target>& target = targets_[key];
      if (target) continue;
      target = std::make_unique<Target>(shared_, key, line.type, line.label);
      target->start();
    }
  }
}

void MessageService::Impl::act(const ExternalMessageId& id, MessageVerb verb, Done done) {
  {
    const MutexLock lock(mutex_);
    if (!stopping_) {
      acts_.push_back({id, verb, std::move(done)});
      changed_.notify_one();
      return;
    }
  }
  done(stopping_error());
}

MessagesStatus MessageService::Impl::status() {
  const std::lock_guard lock(shared_.mutex);
  MessagesStatus status;
  for (const auto& [key, target] : targets_) status.targets.push_back(target->status());
  for (const auto& [key, line] : shared_.index.lines()) {
    if (targets_.contains(key)) continue;
    TargetStatus waits;
    waits.studio = key.studio;
    waits.type = line.type;
    waits.receiver = line.label;
    waits.waiting = line.waiting.size();
    status.targets.push_back(std::move(waits));
  }
  status.counts = shared_.index.counts();
  status.tries = shared_.tries;
  return status;
}

bool MessageService::Impl::all_ended() {
  const std::lock_guard lock(shared_.mutex);
  return std::all_of(targets_.begin(), targets_.end(),
                     [](const auto& entry) { return entry.second->ended(); });
}

bool MessageService::Impl::stop(std::chrono::milliseconds grace) {
  std::vector<Act> unanswered;
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    unanswered = std::exchange(acts_, {});
    changed_.notify_all();
  }
  for (const Act& act : unanswered) act.done(stopping_error());
  if (thread_.joinable()) thread_.join();
  {
    const std::lock_guard lock(shared_.mutex);
    shared_.stopping = true;
    for (const auto& [key, target] : targets_) target->wake();
  }
  constexpr std::chrono::milliseconds kLook{10};
  constexpr std::chrono::milliseconds kAfterInterrupt{1000};
  std::chrono::milliseconds waited{0};
  const auto wait = [&](std::chrono::milliseconds most) {
    for (; !all_ended() && waited < most; waited += kLook) std::this_thread::sleep_for(kLook);
  };
  wait(grace);
  if (!all_ended()) {
    const std::lock_guard lock(shared_.mutex);
    for (const auto& [key, target] : targets_) target->interrupt();
  }
  wait(grace + kAfterInterrupt);
  return all_ended();
}

/// Without a mutex: a target may still be waiting for a commit, which note() hears of.
void MessageService::Impl::join() {
  std::map<TargetKey, std::unique_ptr<Target>> ended;
  {
    const std::lock_guard lock(shared_.mutex);
    ended.swap(targets_);
  }
}

MessageService::MessageService(World world, DeliveryRules rules) {
  Store& store = world.store;
  impl_ = std::make_shared<Impl>(std::move(world), rules);
  // The store's listener may outlive the service.
  store.subscribe([weak = std::weak_ptr(impl_)](const StudioId& studio,
                                                const std::vector<DocumentChange>& changes) {
    if (const auto impl = weak.lock()) impl->note(studio, changes);
  });
}

MessageService::~MessageService() {
  impl_->stop(std::chrono::milliseconds(0));
  impl_->join();
}

void MessageService::start() {
  impl_->start();
}

bool MessageService::stop(std::chrono::milliseconds grace) {
  return impl_->stop(grace);
}

void MessageService::act(const ExternalMessageId& id, MessageVerb verb, Done done) {
  impl_->act(id, verb, std::move(done));
}

MessagesStatus MessageService::status() {
  return impl_->status();
}

}  // namespace takt::events
