#pragma once

// The last steps from built objects to what is published: children of groups made members, checks
// as strict as the gateways' resolver's, and times kept that had replaced `now`. Pure functions.

#include <stdexcept>
#include <vector>

#include "model/timeline.h"

namespace takt::playout {

/// An object that would break resolving in a gateway; names the object and what is wrong with it.
class TimelineInvalid : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Puts groups' children (at any depth) behind the other objects, as members by inGroup.
void flatten_children(std::vector<TimelineObject>& objects);

/// Throws TimelineInvalid: ids missing, doubled or with reserved characters; enables that combine
/// what can't be combined; groups without children.
void validate_timeline(const std::vector<TimelineObject>& objects);

/// Members that only blueprints and the worker see.
void strip_worker_members(std::vector<TimelineObject>& objects);

/// An object that starts "now" and was there before, with a time that replaced its `now`, keeps it.
void keep_former_now_times(std::vector<TimelineObject>& objects, const TimelineDocument* before);

}  // namespace takt::playout
