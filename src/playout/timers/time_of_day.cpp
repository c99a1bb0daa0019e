#include "playout/timers/time_of_day.h"

#include <ctime>
#include <regex>

namespace takt::playout {

namespace {

struct Clock12 {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Clock12> parse_clock(const std::string& text) {
  static const std::regex form(R"(^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?\s*$)",
                               std::regex::icase);
  std::smatch match;
  if (!std::regex_match(text, match, form)) return std::nullopt;
  Clock12 clock{std::stoi(match[1]), std::stoi(match[2]),
                match[3].matched ? std::stoi(match[3]) : 0};
  if (match[4].matched) {
    const bool afternoon = match[4].str()[0] == 'p' || match[4].str()[0] == 'P';
    clock.hour = clock.hour % 12 + (afternoon ? 12 : 0);
  }
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) return std::nullopt;
  return clock;
}

}  // namespace

std::optional<Time> next_time_of_day(const Json& target, Time now) {
  if (const auto epoch = as_number(target)) return epoch;
  if (!target.is_string()) return std::nullopt;
  const auto clock = parse_clock(to_string(target.get_string()));
  if (!clock) return std::nullopt;
  const auto seconds = static_cast<std::time_t>(now / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  local.tm_hour = clock->hour;
  local.tm_min = clock->minute;
  local.tm_sec = clock->second;
  local.tm_isdst = -1;
  Time time = static_cast<Time>(std::mktime(&local)) * 1000;
  if (time < now) {
    local.tm_mday += 1;
    local.tm_isdst = -1;
    time = static_cast<Time>(std::mktime(&local)) * 1000;
  }
  return time;
}

}  // namespace takt::playout
