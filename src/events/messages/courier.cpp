#include "events/messages/courier.h"

#include "base/hash.h"

namespace takt::events {

namespace {

std::string address_of(std::string_view type, const Json& receiver) {
  if (const auto* text = receiver.if_string()) return to_string(*text);
  return string_member(receiver, type == "rabbitmq" ? "host" : "url");
}

}  // namespace

std::unique_ptr<Courier> make_courier(std::string_view type, double timeout_ms) {
  if (type == "slack") return make_slack_courier(timeout_ms);
  if (type == "http") return make_http_courier(timeout_ms);
  if (type == "rabbitmq") return make_rabbit_courier(timeout_ms);
  return nullptr;
}

std::string receiver_key(std::string_view type, const Json& receiver) {
  return fmt::format("{} {}", type, address_of(type, receiver));
}

std::string receiver_label(std::string_view type, const Json& receiver) {
  std::string address = address_of(type, receiver);
  const std::string mark = get_hash(address).substr(0, 6);
  const size_t scheme = address.find("://");
  if (scheme == std::string::npos) return fmt::format("{} {}", type, mark);
  const size_t host = scheme + 3;
  address.resize(std::min(address.find_first_of("/?#", host), address.size()));
  const size_t login = address.rfind('@');
  if (login != std::string::npos && login >= host) address.erase(host, login + 1 - host);
  return fmt::format("{} {}", address, mark);
}

std::string body_of(const Json& message) {
  std::string body = message.is_string() ? to_string(message.get_string()) : dump(message);
  if (body.size() > kMaxMessageBytes) {
    throw ImpossibleMessage(fmt::format("the message is too large: {} bytes of at most {}",
                                        body.size(), kMaxMessageBytes));
  }
  return body;
}

}  // namespace takt::events
