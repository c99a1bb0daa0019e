#include "events/messages/message_desk.h"

#include <future>

#include "base/log.h"

namespace takt::events {

namespace {

constexpr double kMaxAgeMs = 100.0 * 24 * 3600 * 1000;
constexpr size_t kMaxSent = 10'000;
constexpr size_t kRemovedTogether = 500;
/// The events thread may be busy with something else.
constexpr std::chrono::seconds kResolveWait{5};

}  // namespace

std::vector<StudioId> MessageDesk::studios() const {
  std::vector<StudioId> found;
  for (const Doc<Studio>& studio : world_.store.system().all<Studio>()) {
    const auto& wanted = world_.studios;
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), studio->_id) != wanted.end()) {
      found.push_back(studio->_id);
    }
  }
  return found;
}

std::optional<UserError> MessageDesk::write(const StudioId& studio,
                                            const std::vector<Step>& steps) {
  const MutexLock lock(writing_);
  ChangeSet changes;
  for (const Step& step : steps) {
    const Doc<ExternalMessage> message = find(studio, step.id);
    if (!message) continue;
    auto edited = step.edit(*message);
    changes.push_back(edited ? put_change<ExternalMessage>(
                                   std::make_shared<const ExternalMessage>(std::move(*edited)))
                             : Change{Collection::externalMessageQueue, step.id.str(), nullptr});
  }
  if (changes.empty()) return std::nullopt;
  const auto done = std::make_shared<std::promise<std::optional<UserError>>>();
  world_.write(studio, std::move(changes),
               [done](const std::optional<UserError>& error) { done->set_value(error); });
  return done->get_future().get();
}

Json MessageDesk::resolved(const StudioId& studio, const ExternalMessage& message) const {
  Json receiver = message.receiver.value_or(nullptr);
  const std::string type = message.type.value_or("");
  const char* name = type == "rabbitmq" ? "host" : "url";
  Json* address = receiver.is_object() ? receiver.get_object().if_contains(name) : nullptr;
  if (type == "slack" || address == nullptr || !address->is_string()) return receiver;
  const std::string text = to_string(address->get_string());
  if (text.find("${") == std::string::npos) return receiver;
  using Reply = std::pair<std::optional<std::string>, std::string>;
  const auto reply = std::make_shared<std::promise<Reply>>();
  world_.resolve(studio, text, [reply](std::optional<std::string> found, std::string problem) {
    reply->set_value({std::move(found), std::move(problem)});
  });
  std::future<Reply> answer = reply->get_future();
  if (answer.wait_for(kResolveWait) != std::future_status::ready) {
    throw std::runtime_error("the configuration values in " + text + " were not found in time");
  }
  const auto [found, problem] = answer.get();
  if (!found) throw std::runtime_error(problem);
  *address = *found;
  return receiver;
}

void MessageDesk::clean_up(const StudioId& studio) {
  const Time at = now();
  std::vector<std::pair<double, ExternalMessageId>> sent;
  std::vector<Step> steps;
  const auto remove = [&](const ExternalMessageId& id) {
    steps.push_back({id, [](const ExternalMessage&) { return std::nullopt; }});
  };
  for (const auto& message : documents(studio).all<ExternalMessage>()) {
    const bool is_sent = message_state(*message, at) == MessageState::sent;
    if ((message->expires && *message->expires <= at) ||
        message->created.value_or(at) < at - kMaxAgeMs) {
      remove(message->_id);
    } else if (is_sent) {
      sent.emplace_back(as_number(message->extra.at("sent")).value_or(0), message->_id);
    }
  }
  if (sent.size() > kMaxSent) {
    const auto oldest = sent.begin() + static_cast<std::ptrdiff_t>(sent.size() - kMaxSent);
    std::nth_element(sent.begin(), oldest, sent.end());
    for (auto it = sent.begin(); it != oldest; ++it) remove(it->second);
  }
  if (steps.empty()) return;
  log::info("studio {}: {} old external messages are removed", studio, steps.size());
  for (size_t at_step = 0; at_step < steps.size(); at_step += kRemovedTogether) {
    const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(at_step);
    const auto end = steps.begin() + static_cast<std::ptrdiff_t>(
                                         std::min(steps.size(), at_step + kRemovedTogether));
    write(studio, std::vector<Step>(begin, end));
  }
}

}  // namespace takt::events
