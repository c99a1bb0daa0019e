#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace takt::log {

namespace {

spdlog::level::level_enum native(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stderr_color_mt("takt");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%-7l%$ %v");
    return made;
  }();
  return *instance;
}

}  // namespace

void set_level(LogLevel level) { logger().set_level(native(level)); }

std::optional<LogLevel> parse_level(std::string_view text) {
  static constexpr std::pair<std::string_view, LogLevel> kNames[] = {
      {"trace", LogLevel::trace}, {"debug", LogLevel::debug}, {"info", LogLevel::info},
      {"warning", LogLevel::warning}, {"error", LogLevel::error}, {"off", LogLevel::off}};
  for (const auto& [name, level] : kNames) {
    if (name == text) return level;
  }
  return std::nullopt;
}

bool enabled(LogLevel level) { return logger().should_log(native(level)); }

void write(LogLevel level, std::string_view message) {
  const LogContext& at = context();
  if (at.thread.empty()) {
    logger().log(native(level), "{}", message);
  } else if (at.job.empty()) {
    logger().log(native(level), "[{}] {}", at.thread, message);
  } else {
    logger().log(native(level), "[{} {}] {}", at.thread, at.job, message);
  }
}

LogContext& context() {
  thread_local LogContext instance;
  return instance;
}

}  // namespace takt::log
