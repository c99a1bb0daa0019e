#pragma once

// The bundle that reads times in words (words/next_time.js with chrono-node), put into the program
// by the build.

#include <span>

#include "script/source.h"

namespace takt::playout {

/// One source: an expression whose `default` has nextTime(text).
std::span<const script::Source> time_words();

}  // namespace takt::playout
