#pragma once

// Times as people write and read them on the command line: local time, to the millisecond.

#include <string>

namespace takt::app {

/// "18:32:04" of today, "2026-08-01T18:32:04" (both local time), or ms since the epoch; in ms since
/// the epoch. `otherwise` for an empty text. Throws CommandError(usage).
double parse_time(const std::string& text, double otherwise);

/// "2026-08-01 18:32:04", and with ".250".
std::string time_text(double ms);
std::string exact_time_text(double ms);

}  // namespace takt::app
