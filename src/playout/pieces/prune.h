#pragma once

// Which piece instances of a part can be seen at all, how long at most, and with what priority: the
// reference's processAndPrunePieceInstanceTimings (spec/playout.md section 6). Pure functions; the
// results point at the instances that were passed in.

#include <optional>
#include <vector>

#include "jobs/show_style.h"
#include "playout/pieces/part_times.h"
#include "playout/pieces/piece_order.h"

namespace takt::playout {

/// The latest end of a piece, ms: relative to its part's start (an absolute piece: epoch), or to
/// now.
struct EndCap {
  double ms = 0;
  bool from_now = false;
  bool operator==(const EndCap&) const = default;
};

struct PrunedPiece {
  const PieceInstance* instance = nullptr;
  std::optional<EndCap> end_cap;
  /// 5 for pieces of the part and those that end on a change; on-end ones 2 (segment), 1, 0.
  double priority = 0;
};

struct PruneOptions {
  bool keep_disabled = false;
  bool include_virtual = false;
};

std::vector<PrunedPiece> prune_piece_instances(const OrderedMap<SourceLayer>& source_layers,
                                               PieceInstanceSpan pieces, const PartTimes& times,
                                               PruneOptions options = {});

/// Of two instances on one layer at one time: is `candidate` the one that counts? nullopt when
/// nothing but their ids tells them apart.
std::optional<bool> is_more_important(const PieceInstance& best, const PieceInstance& candidate);
/// The same, with the higher piece id winning in the end.
bool is_better_to_continue(const PieceInstance& best, const PieceInstance& candidate);

}  // namespace takt::playout
