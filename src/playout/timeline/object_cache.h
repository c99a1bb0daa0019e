#pragma once

// Timeline objects of pieces, parsed from their JSON text once: a take parses only what is new. Per
// thread and bounded; found by the text itself, so nothing can be stale.

#include <memory>
#include <string>
#include <vector>

#include "model/timeline.h"

namespace takt::playout {

using SharedObjects = std::shared_ptr<const std::vector<TimelineObject>>;

/// Throws JsonError or reflect::ReflectError for a text that holds no timeline objects.
SharedObjects cached_timeline_objects(const std::string& json_text);

}  // namespace takt::playout
