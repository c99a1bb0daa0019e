#pragma once

// How one part follows another: transitions, preroll, postroll and keepalive (spec/playout.md
// section 10, "Part timings"). All ms. Once a part is taken its timings are kept on the instance
// and not calculated again. Pure functions.

#include <optional>
#include <span>

#include "model/part.h"
#include "model/playlist.h"
#include "playout/pieces/piece_order.h"

namespace takt::playout {

using PieceSpan = std::span<const Piece* const>;

/// The part before; `part` with the quick loop's overrides applied.
struct FromPart {
  const Part& part;
  PieceSpan pieces;
};

/// `from` is nullptr when nothing comes before.
PartPlayoutTimings calculate_part_timings(const Opt<HoldState>& hold, const FromPart* from,
                                          const Part& to, PieceSpan to_pieces);

/// The instance's own timings if it was taken, else what they would be with nothing before it.
PartPlayoutTimings part_timings_or_defaults(const PartInstance& instance, const Part& part,
                                            PieceInstanceSpan pieces);

/// Of a planned part: its expected duration less what the transition eats; nullopt without one.
std::optional<double> expected_duration_with_transition(const Part& part, PieceSpan pieces);
/// Of an instance: by its own timings if it was taken, else the planned part's figure.
std::optional<double> expected_duration_with_transition(const PartInstance& instance);

/// The pieces of instances, in the form that the functions above take.
std::vector<const Piece*> pieces_of(PieceInstanceSpan instances);

}  // namespace takt::playout
