#pragma once

// With several gateways no `now` may remain on the timeline, as each would give it its own time:
// all of them become one time a little in the future, and the instances get the planned times that
// a single gateway would have reported (spec/playout.md section 10, "Multi-gateway"). Pure
// function.

#include "playout/timeline/planned_times.h"
#include "playout/timeline/rundown_objects.h"

namespace takt::playout {

struct DeNowInput {
  const SelectedParts& parts;
  const GroupTimings& timings;
  /// What "now" becomes.
  Time now_in_playout = 0;
};

/// Changes the objects' enables; the result is applied to the instances, in its order.
std::vector<PlannedTimeChange> fix_now_times(std::vector<TimelineObject>& objects,
                                             const DeNowInput& input);

}  // namespace takt::playout
