#pragma once

// asRunLog: what was planned, commanded and reported for each part and piece that was taken, one
// document each, with the id of its part or piece instance (docs/as-run.md). Takt's own collection;
// written by the events thread. Names are kept as they were, so that a row outlives its rundown.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

enum class AsRunKind { Part, Piece };
TAKT_ENUM_NAMES(AsRunKind, {AsRunKind::Part, "part"}, {AsRunKind::Piece, "piece"})

/// Times epoch ms, durations ms.
struct AsRunEntry {
  static constexpr Collection collection = Collection::asRunLog;
  AsRunId _id;
  AsRunKind kind = AsRunKind::Part;
  StudioId studioId;
  PlaylistId playlistId;
  RundownId rundownId;
  ActivationId playlistActivationId;
  PartInstanceId partInstanceId;
  std::string playlistName;
  std::string rundownName;
  std::string segmentName;
  std::string name;
  std::string externalId;
  Opt<std::string> sourceLayerId;
  bool rehearsal = false;
  /// A piece that goes on from the part before.
  bool continued = false;
  double takeCount = 0;
  // Planned, by the newsroom and the blueprint. A piece's start is counted from its part's.
  Opt<double> plannedStart;
  Opt<double> plannedDuration;
  // Commanded: when the part was taken, and the times that the devices were given.
  Opt<Time> taken;
  Opt<Time> commandedStart;
  Opt<Time> commandedStop;
  // Reported by the devices.
  Opt<Time> reportedStart;
  Opt<Time> reportedStop;
  JsonObject extra;
  TAKT_VALUE_TYPE(AsRunEntry)
};
BOOST_DESCRIBE_STRUCT(AsRunEntry, (),
                      (_id, kind, studioId, playlistId, rundownId, playlistActivationId,
                       partInstanceId, playlistName, rundownName, segmentName, name, externalId,
                       sourceLayerId, rehearsal, continued, takeCount, plannedStart,
                       plannedDuration, taken, commandedStart, commandedStop, reportedStart,
                       reportedStop, extra))
TAKT_JSON(AsRunEntry)

}  // namespace takt
