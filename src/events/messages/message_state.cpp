#include "events/messages/message_state.h"

#include <cmath>

namespace takt::events {

namespace {

/// Answers and errors are kept up to this size.
constexpr size_t kMaxText = 2000;

double number_of(const ExternalMessage& message, std::string_view name) {
  const Json* found = message.extra.if_contains(name);
  return found == nullptr ? 0 : as_number(*found).value_or(0);
}

bool flag_of(const ExternalMessage& message, std::string_view name) {
  const Json* found = message.extra.if_contains(name);
  return found != nullptr && truthy(*found);
}

std::string cut(const std::string& text) {
  if (text.size() <= kMaxText) return text;
  size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

std::string_view message_state_name(MessageState state) {
  constexpr std::array<std::string_view, kMessageStates> kNames = {
      "waiting", "sent", "failed", "held", "later", "overdue", "expired"};
  return kNames.at(static_cast<size_t>(state));
}

std::string_view try_end_name(TryEnd end) {
  constexpr std::array<std::string_view, kTryEnds> kNames = {
      "sent", "refused", "impossible", "unreachable", "noAnswer", "interrupted"};
  return kNames.at(static_cast<size_t>(end));
}

MessageState message_state(const ExternalMessage& message, Time now) {
  if (number_of(message, "sent") > 0) return MessageState::sent;
  if (message.expires && *message.expires <= now) return MessageState::expired;
  if (flag_of(message, "errorFatal")) return MessageState::failed;
  if (flag_of(message, "hold")) return MessageState::held;
  if (!message.queueForLaterReason.absent()) return MessageState::later;
  const double until = number_of(message, "retryUntil");
  if (until > 0 && until < now && !truthy(message.manualRetry)) return MessageState::overdue;
  return MessageState::waiting;
}

double retry_pause_ms(int failures, const DeliveryRules& rules) {
  if (failures <= 0) return 0;
  return std::min(rules.last_retry_ms,
                  rules.first_retry_ms * std::pow(2.0, std::min(failures - 1, 30)));
}

Time next_try(const ExternalMessage& message, const DeliveryRules& rules) {
  if (truthy(message.manualRetry)) return 0;
  const auto failures = static_cast<int>(number_of(message, "failedTries"));
  return failures == 0 ? 0 : number_of(message, "lastTry") + retry_pause_ms(failures, rules);
}

ExternalMessage with_try_begun(const ExternalMessage& message, Time now) {
  ExternalMessage next = message;
  next.tryCount = message.tryCount.value_or(0.0) + 1;
  next.manualRetry = false;
  next.extra["lastTry"] = number(now);
  return next;
}

ExternalMessage with_try_ended(const ExternalMessage& message, Time now, const TryResult& result,
                               const DeliveryRules& rules) {
  ExternalMessage next = message;
  if (result.end == TryEnd::interrupted) return next;
  if (result.end == TryEnd::sent) {
    next.extra["sent"] = number(now);
    next.extra["sentReply"] = cut(result.text);
    next.extra["errorFatal"] = false;
    return next;
  }
  std::string text = cut(result.text);
  bool is_final = result.end == TryEnd::impossible;
  if (result.end != TryEnd::unreachable) {
    const double failures = number_of(message, "failedTries") + 1;
    next.extra["failedTries"] = number(failures);
    if (!is_final && failures >= rules.max_tries) {
      is_final = true;
      text = fmt::format("given up after {} tries: {}", number_text(failures), text);
    }
  }
  next.extra["errorMessage"] = text;
  next.extra["errorMessageTime"] = number(now);
  next.extra["errorFatal"] = is_final;
  return next;
}

ExternalMessage with_hold(const ExternalMessage& message, bool hold) {
  ExternalMessage next = message;
  next.extra["hold"] = hold;
  return next;
}

ExternalMessage with_retry(const ExternalMessage& message) {
  ExternalMessage next = message;
  next.manualRetry = true;
  next.extra["hold"] = false;
  next.extra["errorFatal"] = false;
  next.extra.erase("failedTries");
  return next;
}

}  // namespace takt::events
