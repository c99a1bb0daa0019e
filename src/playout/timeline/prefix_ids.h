#pragma once

// A piece's objects get the piece instance's id in front of their own, so that a piece can be on
// the timeline more than once; references among them follow. Pure functions.

#include <functional>
#include <span>
#include <string>

#include "model/timeline.h"

namespace takt::playout {

/// The prefixed id of one object: always made from the id that the blueprint gave.
std::string prefixed_id(const TimelineObject& object, std::string_view prefix);

/// Prefixes ids, `#id` references in enables and keyframe ids; keeps the former id as originalId.
void prefix_ids(std::span<TimelineObject> objects, std::string_view prefix);

/// `#id` in all texts of an enable (or array of enables), `replace` giving the new id or nullptr.
using ReplaceId = std::function<const std::string*(std::string_view id)>;
void replace_references(Json& enable, const ReplaceId& replace);

}  // namespace takt::playout
