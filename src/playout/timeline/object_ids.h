#pragma once

// The ids of the objects that every timeline has. Gateways report by them and the worker finds them
// again by them, so they are part of the wire format (spec/timeline.md section 1).

#include <string>

#include "model/ids.h"

namespace takt::playout {

inline std::string part_group_id(const PartInstanceId& id) {
  return "part_group_" + id.str();
}
inline std::string part_first_object_id(const PartInstanceId& id) {
  return "part_group_firstobject_" + id.str();
}
inline std::string piece_group_id(const PieceInstanceId& id) {
  return "piece_group_" + id.str();
}
inline std::string piece_control_id(const PieceInstanceId& id) {
  return "piece_group_control_" + id.str();
}
inline std::string infinite_group_id(const PieceInstanceId& id) {
  return "part_group_" + id.str() + "_infinite";
}

}  // namespace takt::playout
