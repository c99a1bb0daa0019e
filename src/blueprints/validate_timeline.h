#pragma once

// Checks of timeline objects as strict as those of the library that gateways resolve timelines with
// (spec/timeline.md), on the objects as blueprints give them. Pure functions.

#include <stdexcept>
#include <string>
#include <unordered_set>

#include "base/json.h"

namespace takt::blueprints {

/// Says which object, and what is wrong with it.
class TimelineObjectInvalid : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws TimelineObjectInvalid: ids missing, doubled or with reserved characters; enables that
/// combine what can't be combined; no content or layer; children and isGroup one without the other.
void validate_timeline_objects(const JsonArray& objects);

}  // namespace takt::blueprints
