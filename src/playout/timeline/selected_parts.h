#pragma once

// The part instances on the timeline, with their pieces pruned and their timings worked out: what
// all further steps of generating work on. Points at the documents passed in.

#include <optional>
#include <vector>

#include "playout/pieces/part_timings.h"
#include "playout/pieces/prune.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {

/// One selected part instance as the caller gives it.
struct SelectedPart {
  const PartInstance* instance = nullptr;
  /// instance->part with the quick loop's overrides applied; the same without any.
  const Part* part = nullptr;
  std::vector<const PieceInstance*> pieces;
};

struct SelectedParts {
  std::vector<SelectedPart> previous;  // most recent first
  std::optional<SelectedPart> current;
  std::optional<SelectedPart> next;
};

struct TimelinePart {
  const PartInstance* instance = nullptr;
  const Part* part = nullptr;
  PartTimes times;
  std::vector<PrunedPiece> pieces;
  PartPlayoutTimings timings;
  /// An absolute piece is left out for now and wants the timeline generated anew at this time.
  std::optional<Time> regenerate_at;
};

struct TimelineParts {
  std::vector<TimelinePart> previous;  // most recent first
  std::optional<TimelinePart> current;
  std::optional<TimelinePart> next;
};

/// Absolute pieces that start later than now + prepare_time_ms are left out. Timings of the next
/// part are predicted from the current one.
TimelineParts prepare_timeline_parts(const SelectedParts& selected,
                                     const OrderedMap<SourceLayer>& source_layers,
                                     const Opt<HoldState>& hold, Time now, double prepare_time_ms);

/// A next part's timings as a take now would give it: from the current part's raw pieces and the
/// next one's pruned pieces, infinite continuations left out.
PartPlayoutTimings predict_part_timings(const Opt<HoldState>& hold, const SelectedPart* from,
                                        const Part& to, const std::vector<PrunedPiece>& to_pieces);

/// By how much an autonext part goes on past its expected duration: ms.
double autonext_extension(const TimelinePart& current, const PartPlayoutTimings* next);

/// The pieces of all parts in epoch ms, infinites that run through several parts joined into one.
std::vector<ResolvedPiece> resolved_pieces_for_timeline(const TimelineParts& parts, Time now);

}  // namespace takt::playout
