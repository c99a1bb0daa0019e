#include "playout/timeline/include_filter.h"

namespace takt::playout {

namespace {

/// TimelineObject.holdMode and onAirMode on the wire; 0 of both is "always".
constexpr int kHoldOnly = 1;
constexpr int kHoldExcept = 2;
constexpr int kRehearsalOnly = 1;
constexpr int kOnAirOnly = 2;

constexpr double kDefinitelyOverMs = 1000;

}  // namespace

bool belongs_on_timeline(const TimelineObject& object, const PlayoutState& state) {
  const int hold = object.holdMode.value_or(0);
  if (hold == kHoldExcept && state.is_in_hold && !state.keep_except_objects) return false;
  if (hold == kHoldOnly && !state.is_in_hold) return false;
  const int on_air = object.onAirMode.value_or(0);
  if (on_air == kOnAirOnly && state.is_rehearsal) return false;
  return on_air != kRehearsalOnly || state.is_rehearsal;
}

bool is_definitely_over(const PrunedPiece& pruned, double now_in_part) {
  if (now_in_part <= 0) return false;
  const PieceInstance& instance = *pruned.instance;
  const Piece& piece = instance.piece;
  if (truthy(piece.hasSideEffects) || piece.pieceType == PieceType::OutTransition) return false;

  std::optional<double> end;
  const auto limit = [&](double ms) { end = std::min(ms, end.value_or(ms)); };
  if (pruned.end_cap) limit(pruned.end_cap->ms + (pruned.end_cap->from_now ? now_in_part : 0));
  if (instance.userDuration && instance.userDuration->endRelativeToPart) {
    limit(*instance.userDuration->endRelativeToPart);
  }
  const auto start = piece.enable.start_number();
  if (start && piece.enable.duration) limit(*start + *piece.enable.duration);
  return end && *end + kDefinitelyOverMs < now_in_part;
}

}  // namespace takt::playout
