#pragma once

// Where "now" stands in a part instance. Times epoch ms. Plain values.

#include <optional>

#include "model/part.h"

namespace takt::playout {

struct PartTimes {
  Time now = 0;
  /// When the part began; nullopt when it has not.
  std::optional<Time> part_start;
  /// ms since the part's start; 0 when it has not begun.
  double now_in_part = 0;

  static PartTimes of(Time now, const PartInstance& instance) {
    PartTimes times{now, std::nullopt, 0};
    if (instance.timings && instance.timings->plannedStartedPlayback) {
      times.part_start = *instance.timings->plannedStartedPlayback;
      times.now_in_part = now - *times.part_start;
    }
    return times;
  }
};

}  // namespace takt::playout
