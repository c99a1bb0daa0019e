#include "playout/timeline/enable.h"

namespace takt::playout {

namespace {

void put(JsonObject& object, std::string_view name, const Moment& moment) {
  if (const double* ms = moment.ms()) object.insert_or_assign(name, number(*ms));
  if (const std::string* text = moment.expression()) object.insert_or_assign(name, *text);
}

}  // namespace

Json Enable::to_json() const {
  JsonObject object = others;
  object.reserve(others.size() + 3);
  put(object, "start", start);
  put(object, "end", end);
  if (duration) object["duration"] = number(*duration);
  return object;
}

std::string expression(std::string_view id, std::string_view suffix, char sign, double ms) {
  return fmt::format("#{}{} {} {}", id, suffix, sign, number_text(ms));
}

}  // namespace takt::playout
