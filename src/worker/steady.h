#pragma once

// The steady clock in milliseconds: for deadlines, waits and measurements, never for times that are
// stored. Any thread.

#include <chrono>

namespace takt::worker {

inline double steady_ms() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

inline std::chrono::steady_clock::time_point steady_point(double ms) {
  using namespace std::chrono;
  return steady_clock::time_point(
      duration_cast<steady_clock::duration>(duration<double, std::milli>(ms)));
}

}  // namespace takt::worker
