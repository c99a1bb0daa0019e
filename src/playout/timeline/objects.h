#pragma once

// The structural objects of a timeline: part groups and what marks their start. Pure functions.

#include "model/timeline.h"
#include "playout/timeline/enable.h"
#include "playout/timeline/selected_parts.h"

namespace takt::playout {

/// A group that holds a part's (or an infinite piece's) objects, as its members need to know it.
struct PartGroup {
  std::string id;
  PartInstanceId part_instance;
  Enable enable;
};

TimelineObject group_object(const PartGroup& group, double priority);
/// On its layer exactly one is visible: the part that is on air. Its start and stop are reported
/// back.
TimelineObject first_object(const PlaylistId& playlist, const PartGroup& group, const Part& part,
                            const Part* previous_part);
/// Inside `group`, without the time in which the part is only kept alive for the next one.
PartGroup no_keepalive_group(const PartGroup& group, const PartPlayoutTimings* next);

/// An object with what all that the worker makes have in common.
TimelineObject plain_object(std::string id, const Enable& enable,
                            JsonObject content = {{"deviceType", "ABSTRACT"}});
/// Marks objects that carry a piece's or part's timing, for the de-now steps.
JsonObject piece_timeline_metadata();
JsonObject abstract_content(std::string_view type);
/// Has the worker told when the object starts and, with `stopped`, ends.
JsonObject callback_content(std::string_view started, JsonObject data,
                            std::string_view stopped = {});

}  // namespace takt::playout
