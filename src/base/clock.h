#pragma once

// The clock seam (DESIGN R6): domain code takes the time from here, never from the system.

#include <cstdint>

namespace takt {

/// Milliseconds since the epoch. A JavaScript number: fractions occur in times that blueprints give.
using Time = double;

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall clock, whole milliseconds since the epoch.
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

/// Stands still until it is moved: replay and tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time now = 0) : now_(now) {}
  Time now() const override { return now_; }
  void set(Time now) { now_ = now; }

 private:
  Time now_;
};

}  // namespace takt
