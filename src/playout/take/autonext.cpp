#include "playout/take/autonext.h"

#include <cmath>

namespace takt::playout {

bool is_too_close_to_autonext(PlayoutModel& model, PartInstanceModel& instance, CloseTo what) {
  if (!instance->timings || !instance->timings->plannedStartedPlayback) return false;
  const Doc<Part> part = model.part_with_overrides(instance);
  if (!truthy(part->autoNext) || !truthy(part->expectedDuration)) return false;
  const double played_ms = model.now() - *instance->timings->plannedStartedPlayback;
  return std::abs(*part->expectedDuration - played_ms) < static_cast<double>(what);
}

}  // namespace takt::playout
