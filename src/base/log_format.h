#pragma once

// How log lines look: for people, or one JSON object a line ({"time", "level", "thread", "studio",
// "job", "message"}; what a line has none of is left out). Set once at the start.

#include <optional>
#include <string_view>

namespace takt::log {

enum class Format { text, json };

void set_format(Format format);
/// Parses "text" or "json"; nullopt when unknown.
std::optional<Format> parse_format(std::string_view text);

}  // namespace takt::log
