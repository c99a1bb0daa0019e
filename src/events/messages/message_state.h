#pragma once

// What becomes of a message of `externalMessageQueue`, as its document says it (docs/messages.md):
// its state, when it may be tried next, and the document after each thing that happens to it. Pure
// functions. Members that the reference doesn't have: `failedTries`, how many tries its receiver
// answered with no, or not at all.

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/all_documents.h"

namespace takt::events {

struct DeliveryRules {
  /// Pauses double from the first to the last.
  double first_retry_ms = 1000;
  double last_retry_ms = 60'000;
  /// A message fails when its receiver has refused it so often.
  int max_tries = 10;
  /// Of one try.
  double timeout_ms = 10'000;
};

enum class MessageState : uint8_t {
  waiting,  // to be sent, now or at its next try
  sent,
  failed,   // not tried again unless somebody says so
  held,     // by a person
  later,    // by the blueprint, which releases it
  overdue,  // past its retryUntil
  expired,
};
inline constexpr size_t kMessageStates = 7;
std::string_view message_state_name(MessageState state);

MessageState message_state(const ExternalMessage& message, Time now);

/// Not before this time; 0: at once.
Time next_try(const ExternalMessage& message, const DeliveryRules& rules);
/// The pause after so many failures in a row.
double retry_pause_ms(int failures, const DeliveryRules& rules);

/// What one try came to.
enum class TryEnd : uint8_t {
  sent,
  /// The receiver won't have this one, now; it steps aside for the others.
  refused,
  /// It never will.
  impossible,
  /// Nothing can be sent to this receiver now.
  unreachable,
  /// The receiver may have got it; it gets it again.
  no_answer,
  /// This program ends.
  interrupted,
};
inline constexpr size_t kTryEnds = 6;
std::string_view try_end_name(TryEnd end);

struct TryResult {
  TryEnd end{};
  /// The receiver's answer, or what went wrong.
  std::string text = {};
};

// The document after:
ExternalMessage with_try_begun(const ExternalMessage& message, Time now);
ExternalMessage with_try_ended(const ExternalMessage& message, Time now, const TryResult& result,
                               const DeliveryRules& rules);
ExternalMessage with_hold(const ExternalMessage& message, bool hold);
ExternalMessage with_retry(const ExternalMessage& message);

}  // namespace takt::events
