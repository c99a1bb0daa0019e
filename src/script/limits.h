#pragma once

// What one call into a script may use, and the time and chance it sees.

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace takt::script {

struct Limits {
  /// Of the script itself: time spent in the Host doesn't count.
  std::chrono::milliseconds time{5000};
  /// Of new memory that the call keeps allocated.
  size_t memory_bytes = size_t{256} << 20;
  /// Of one value that goes from the script to C++ (roughly: text plus 16 bytes per value).
  size_t result_bytes = size_t{64} << 20;
};

/// `Date` and `Math.random` come from here (DESIGN R6); both stand still or start anew per call.
struct Seams {
  Time now = 0;
  uint64_t seed = 1;
};

struct CallOptions {
  Limits limits;
  Seams seams;
};

}  // namespace takt::script
