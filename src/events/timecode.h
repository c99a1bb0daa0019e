#pragma once

// Times as SMPTE timecode text: "hh:mm:ss:ff", or "hh:mm:ss;ff" (drop frame) at fractional frame
// rates. Pure functions; the time of day is the process's time zone.

#include <string>

#include "base/clock.h"

namespace takt::events {

/// `duration` in ms.
std::string duration_timecode(double duration, double frame_rate);
/// The time of day of `time`.
std::string time_of_day_timecode(Time time, double frame_rate);

}  // namespace takt::events
