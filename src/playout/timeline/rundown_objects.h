#pragma once

// The objects of an active playlist's part instances: status, previous parts, the current part with
// its infinites, and the next part when it follows by itself (spec/playout.md section 10). Pure
// function.

#include "model/playlist.h"
#include "playout/timeline/objects.h"

namespace takt::playout {

/// What the de-now step has to know of the groups.
struct GroupTimings {
  std::string current_group;
  std::optional<double> current_duration;
  std::optional<double> previous_overlap;
  std::optional<std::string> next_group;
  double next_overlap = 0;
};

struct RundownObjects {
  std::vector<TimelineObject> objects;
  /// nullopt when nothing is on air.
  std::optional<GroupTimings> timings;
};

struct RundownObjectsInput {
  const Playlist& playlist;
  const TimelineParts& parts;
  Time now = 0;
  bool multi_gateway = false;
};

/// Throws std::runtime_error when the playlist selects a part instance that isn't there.
RundownObjects build_rundown_objects(const RundownObjectsInput& input);

}  // namespace takt::playout
