#include "app/times.h"

#include <cmath>
#include <ctime>

#include "app/exit_code.h"

namespace takt::app {

double parse_time(const std::string& text, double otherwise) {
  if (text.empty()) return otherwise;
  if (text.find_first_not_of("0123456789") == std::string::npos && text.size() > 8) {
    return std::stod(text);
  }
  const std::time_t now = std::time(nullptr);
  for (const char* format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%H:%M:%S", "%H:%M"}) {
    std::tm local{};
    localtime_r(&now, &local);
    local.tm_sec = 0;
    const char* end = strptime(text.c_str(), format, &local);
    if (end == nullptr) continue;
    double fraction = 0;
    if (*end == '.') fraction = std::strtod(end, const_cast<char**>(&end));
    if (*end != '\0') continue;
    local.tm_isdst = -1;
    return static_cast<double>(std::mktime(&local)) * 1000 + std::round(fraction * 1000);
  }
  throw CommandError(ExitCode::usage, "\"" + text + "\" is no time",
                     "give 18:32:04, 2026-08-01T18:32:04 or milliseconds since the epoch");
}

std::string time_text(double ms) {
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[32];
  std::strftime(text, sizeof text, "%F %T", &local);
  return text;
}

std::string exact_time_text(double ms) {
  return fmt::format("{}.{:03}", time_text(ms), static_cast<int>(std::fmod(ms, 1000)));
}

}  // namespace takt::app
