#pragma once

// Structured logging: one line per event, `level time thread studio job message`. A thin front of
// spdlog, which stays behind log.cpp. Any thread.

#include <fmt/format.h>

#include <optional>

#include <string>
#include <string_view>

namespace takt {

enum class LogLevel { trace, debug, info, warning, error, off };

/// What the calling thread is working on; goes into every line it logs.
struct LogContext {
  std::string thread;
  std::string job;
};

namespace log {

void set_level(LogLevel level);
/// Parses "debug", "info", ...; nullopt when unknown.
std::optional<LogLevel> parse_level(std::string_view text);
bool enabled(LogLevel level);
void write(LogLevel level, std::string_view message);

/// The calling thread's context.
LogContext& context();

template <class... A>
void debug(fmt::format_string<A...> format, A&&... args) {
  if (enabled(LogLevel::debug)) write(LogLevel::debug, fmt::format(format, std::forward<A>(args)...));
}
template <class... A>
void info(fmt::format_string<A...> format, A&&... args) {
  if (enabled(LogLevel::info)) write(LogLevel::info, fmt::format(format, std::forward<A>(args)...));
}
template <class... A>
void warning(fmt::format_string<A...> format, A&&... args) {
  if (enabled(LogLevel::warning)) {
    write(LogLevel::warning, fmt::format(format, std::forward<A>(args)...));
  }
}
template <class... A>
void error(fmt::format_string<A...> format, A&&... args) {
  if (enabled(LogLevel::error)) write(LogLevel::error, fmt::format(format, std::forward<A>(args)...));
}

}  // namespace log
}  // namespace takt
