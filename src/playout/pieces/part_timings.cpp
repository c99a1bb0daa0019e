#include "playout/pieces/part_timings.h"

namespace takt::playout {

namespace {

/// How far the part's pieces reach ahead of its start. Adlibs (start "now") don't count.
double preroll_of(PieceSpan pieces) {
  double preroll = 0;
  for (const Piece* piece : pieces) {
    const auto start = piece->enable.start_number();
    if (piece->pieceType != PieceType::Normal || !start || !truthy(piece->prerollDuration))
      continue;
    preroll = std::max(preroll, *piece->prerollDuration - *start);
  }
  return preroll;
}

/// How long the pieces go on after the part's end. One with a duration is taken to be over by then.
double postroll_of(PieceSpan pieces) {
  double postroll = 0;
  for (const Piece* piece : pieces) {
    if (truthy(piece->enable.duration)) continue;
    postroll = std::max(postroll, piece->postrollDuration.value_or(0));
  }
  return postroll;
}

struct Transition {
  double content_delay = 0;
  double keepalive = 0;
  /// The in transition's pieces play (an overlapping autonext has none).
  bool has_piece = false;
};

std::optional<Transition> transition_between(const Opt<HoldState>& hold, const Part& from,
                                             const Part& to) {
  const HoldState state = hold.value_or(HoldState::NONE);
  if (state == HoldState::PENDING || state == HoldState::ACTIVE) return std::nullopt;
  if (truthy(from.autoNext) && truthy(from.autoNextOverlap)) {
    return Transition{0, *from.autoNextOverlap, false};
  }
  if (truthy(from.disableNextInTransition) || !to.inTransition) return std::nullopt;
  return Transition{to.inTransition->partContentDelayDuration,
                    to.inTransition->previousPartKeepaliveDuration, true};
}

double without_transition(double expected, const PartPlayoutTimings& timings) {
  const double eaten = timings.fromPartRemaining - timings.toPartDelay - timings.fromPartPostroll;
  return std::max(0.0, expected - eaten);
}

}  // namespace

PartPlayoutTimings calculate_part_timings(const Opt<HoldState>& hold, const FromPart* from,
                                          const Part& to, PieceSpan to_pieces) {
  PartPlayoutTimings timings;
  const double preroll = preroll_of(to_pieces);
  timings.toPartPostroll = postroll_of(to_pieces);
  timings.fromPartPostroll = from ? postroll_of(from->pieces) : 0;
  const double out_duration =
      from && from->part.outTransition ? from->part.outTransition->duration : 0;

  const auto transition =
      from ? transition_between(hold, from->part, to) : std::optional<Transition>();
  if (!transition) {
    timings.toPartDelay = std::max({0.0, out_duration, preroll});
    timings.fromPartRemaining = timings.toPartDelay + timings.fromPartPostroll;
    return timings;
  }
  const double out_time = from->part.outTransition ? out_duration - transition->keepalive : 0;
  const double offset = std::max({0.0, out_time, preroll - transition->content_delay});
  if (transition->has_piece) timings.inTransitionStart = offset;
  timings.toPartDelay = offset + transition->content_delay;
  timings.fromPartRemaining = offset + transition->keepalive + timings.fromPartPostroll;
  timings.fromPartKeepalive = transition->keepalive;
  return timings;
}

PartPlayoutTimings part_timings_or_defaults(const PartInstance& instance, const Part& part,
                                            PieceInstanceSpan pieces) {
  if (instance.partPlayoutTimings) return *instance.partPlayoutTimings;
  return calculate_part_timings(HoldState::NONE, nullptr, part, pieces_of(pieces));
}

std::optional<double> expected_duration_with_transition(const Part& part, PieceSpan pieces) {
  if (!part.expectedDuration) return std::nullopt;
  static const Part kAnyPart;
  const FromPart from{kAnyPart, {}};
  return without_transition(*part.expectedDuration,
                            calculate_part_timings(std::nullopt, &from, part, pieces));
}

std::optional<double> expected_duration_with_transition(const PartInstance& instance) {
  if (!instance.part.expectedDuration) return std::nullopt;
  if (!instance.partPlayoutTimings)
    return instance.part.expectedDurationWithTransition.as_optional();
  return without_transition(*instance.part.expectedDuration, *instance.partPlayoutTimings);
}

std::vector<const Piece*> pieces_of(PieceInstanceSpan instances) {
  std::vector<const Piece*> pieces;
  pieces.reserve(instances.size());
  for (const PieceInstance* instance : instances) pieces.push_back(&instance->piece);
  return pieces;
}

}  // namespace takt::playout
