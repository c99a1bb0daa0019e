#include "base/log.h"

#include "base/json.h"
#include "base/log_format.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace takt::log {

namespace {

spdlog::level::level_enum native(LogLevel level) {
  switch (level) {
    case LogLevel::trace:
      return spdlog::level::trace;
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
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

std::atomic<Format> format_of_lines = Format::text;

/// Threads of a studio are named "<queue>:<studio>", an ingest lane with its number behind.
std::string studio_of(std::string_view thread) {
  const size_t colon = thread.find(':');
  if (colon == std::string_view::npos) return {};
  const bool has_lane = thread.starts_with("ingest:");
  const size_t end = has_lane ? thread.rfind('#') : std::string_view::npos;
  return std::string(thread.substr(colon + 1, end - colon - 1));
}

std::string json_line(LogLevel level, const LogContext& at, std::string_view message) {
  static constexpr const char* kNames[] = {"trace", "debug", "info", "warning", "error", "off"};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
  JsonObject line{{"time", fmt::format("{}.{:03}Z", date, ms % 1000)},
                  {"level", kNames[static_cast<size_t>(level)]}};
  if (!at.thread.empty()) line["thread"] = at.thread;
  if (std::string studio = studio_of(at.thread); !studio.empty())
    line["studio"] = std::move(studio);
  if (!at.job.empty()) line["job"] = at.job;
  line["message"] = message;
  return dump(line);
}

}  // namespace

void set_format(Format format) {
  format_of_lines = format;
  logger().set_pattern(format == Format::json ? "%v" : "%Y-%m-%dT%H:%M:%S.%e %^%-7l%$ %v");
}

std::optional<Format> parse_format(std::string_view text) {
  if (text == "text") return Format::text;
  if (text == "json") return Format::json;
  return std::nullopt;
}

void set_level(LogLevel level) {
  logger().set_level(native(level));
}

std::optional<LogLevel> parse_level(std::string_view text) {
  static constexpr std::pair<std::string_view, LogLevel> kNames[] = {
      {"trace", LogLevel::trace},     {"debug", LogLevel::debug}, {"info", LogLevel::info},
      {"warning", LogLevel::warning}, {"error", LogLevel::error}, {"off", LogLevel::off}};
  for (const auto& [name, level] : kNames) {
    if (name == text) return level;
  }
  return std::nullopt;
}

bool enabled(LogLevel level) {
  return logger().should_log(native(level));
}

void write(LogLevel level, std::string_view message) {
  const LogContext& at = context();
  if (format_of_lines == Format::json) {
    logger().log(native(level), "{}", json_line(level, at, message));
  } else if (at.thread.empty()) {
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
