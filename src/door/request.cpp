#include "door/request.h"

#include <algorithm>
#include <charconv>

namespace takt::door {

UserError invalid_request(const std::string& message, int code) {
  return UserError(UserErrorKey::PayloadInvalid, {{"message", message}}, code);
}

size_t limit_of(const net::Request& request, size_t most) {
  const std::string* text = request.parameter("limit");
  if (text == nullptr) return most;
  size_t value = 0;
  const char* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, value);
  if (error == std::errc{} && at == end && value > 0) return std::min(value, most);
  throw invalid_request("limit=" + *text + " is not a positive number");
}

double number_of(const net::Request& request, const std::string& name, double otherwise,
                 double most) {
  const std::string* text = request.parameter(name);
  if (text == nullptr) return otherwise;
  double value = 0;
  const char* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, value);
  if (error == std::errc{} && at == end && value >= 0 && value <= most) return value;
  throw invalid_request(fmt::format("{}={} is not a number up to {}", name, *text, most));
}

}  // namespace takt::door
