#pragma once

// Times of day that people write ("18:30", "18:30:15", "6:30 pm"), as the next time when it is that
// late in the process's time zone. Pure but for the time zone.

#include <optional>

#include "base/clock.h"
#include "base/json.h"

namespace takt::playout {

/// A number is an epoch time (ms) and stays as it is. nullopt for what can't be read.
std::optional<Time> next_time_of_day(const Json& target, Time now);

}  // namespace takt::playout
