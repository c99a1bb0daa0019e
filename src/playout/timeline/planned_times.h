#pragma once

// What multi-gateway mode writes back to part and piece instances: no `now` may remain on the
// timeline, so the times are fixed here instead of being reported by a gateway.

#include <optional>
#include <variant>

#include "model/ids.h"

namespace takt::playout {

/// As setPlannedStartedPlayback and setPlannedStoppedPlayback of the instances: starting clears the
/// stop. nullopt clears.
struct PlannedPartTime {
  enum class What { started, stopped };
  PartInstanceId id;
  What what{};
  std::optional<double> time;
  bool operator==(const PlannedPartTime&) const = default;
};

/// start: piece.enable.start, which was "now", becomes this many ms into the part.
struct PlannedPieceTime {
  enum class What { started, stopped, start };
  PieceInstanceId id;
  What what{};
  std::optional<double> time;
  bool operator==(const PlannedPieceTime&) const = default;
};

using PlannedTimeChange = std::variant<PlannedPartTime, PlannedPieceTime>;

}  // namespace takt::playout
