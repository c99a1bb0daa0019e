#pragma once

// Brings messages to one receiver, over a connection that is kept and made again when it is lost.
// One thread uses a courier; interrupt() may be called from any.

#include <memory>

#include "events/messages/message_state.h"

namespace takt::events {

/// A larger one is never sent.
inline constexpr size_t kMaxMessageBytes = size_t{16} << 20;

struct OutgoingMessage {
  /// Given to the receiver with each try, so that it can tell a repetition.
  std::string id;
  /// With configuration references resolved.
  Json receiver;
  Json message;
};

/// Thrown for a message that can never be sent: TryEnd::impossible.
class ImpossibleMessage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Courier {
 public:
  virtual ~Courier() = default;
  virtual TryResult send(const OutgoingMessage& outgoing) = 0;
  /// A send() under way ends soon, as TryEnd::interrupted or TryEnd::no_answer.
  virtual void interrupt() = 0;
};

/// For Slack's incoming webhooks.
std::unique_ptr<Courier> make_slack_courier(double timeout_ms);
/// For any receiver that takes a POST or PUT.
std::unique_ptr<Courier> make_http_courier(double timeout_ms);
std::unique_ptr<Courier> make_rabbit_courier(double timeout_ms);

/// Null for an unknown type.
std::unique_ptr<Courier> make_courier(std::string_view type, double timeout_ms);

/// What messages share a connection and an order: a broker, or a URL.
std::string receiver_key(std::string_view type, const Json& receiver);
/// The same for people and metrics: without passwords, and without a webhook's path.
std::string receiver_label(std::string_view type, const Json& receiver);
/// The text that is sent: of a message that isn't a text, its JSON. Throws ImpossibleMessage.
std::string body_of(const Json& message);

}  // namespace takt::events
