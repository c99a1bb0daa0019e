#include "playout/pieces/playhead.h"

namespace takt::playout {

namespace {

bool is_stopped(const PieceInstance& piece) {
  return piece.plannedStoppedPlayback.value_or(0) != 0 || piece.userDuration.has_value();
}

/// "now" comes after every number.
std::optional<double> start_of(const PieceInstance& piece) {
  return piece.piece.enable.start_number();
}
bool starts_later(const PieceInstance& a, const PieceInstance& b) {
  const auto a_start = start_of(a);
  const auto b_start = start_of(b);
  if (!a_start || !b_start) return !a_start && b_start;
  return *a_start > *b_start;
}

/// The piece of a layer that starts last; of several, the one that counts.
const PieceInstance* last_piece(const std::vector<const PieceInstance*>& pieces) {
  const PieceInstance* last = nullptr;
  for (const PieceInstance* piece : pieces) {
    const bool is_last =
        last == nullptr || starts_later(*piece, *last) ||
        (start_of(*piece) == start_of(*last) && is_better_to_continue(*last, *piece));
    if (is_last) last = piece;
  }
  return last;
}

/// On-change: any piece on its layer ends it, so only the last one can go on.
bool continues_on_change(const InfinitesInput& input, const PieceInstance& piece) {
  if (is_stopped(piece)) return false;
  const Part& into = input.into.part;
  if (piece.piece.lifespan == PieceLifespan::OutOnSegmentChange) {
    return input.playing->instance.segmentId == into.segmentId;
  }
  return piece.piece.lifespan == PieceLifespan::OutOnRundownChange &&
         piece.rundownId == into.rundownId;
}

/// Of the pieces inserted while playing that have this on-end lifespan: the last starting one.
const PieceInstance* inserted_on_end(const std::vector<const PieceInstance*>& pieces,
                                     PieceLifespan lifespan) {
  const PieceInstance* last = nullptr;
  for (const PieceInstance* piece : pieces) {
    const bool was_inserted = piece->dynamicallyInserted.value_or(0) != 0 ||
                              piece->dynamicallyConvertedToInfinite.value_or(0) != 0;
    if (!was_inserted || piece->piece.lifespan != lifespan || !piece->infinite) continue;
    if (last == nullptr || starts_later(*piece, *last)) last = piece;
  }
  return last != nullptr && !is_stopped(*last) ? last : nullptr;
}

bool continues_on_end(const InfinitesInput& input, const PieceInstance& piece) {
  const Part& into = input.into.part;
  const SegmentId& playing_segment = input.playing->instance.segmentId;
  switch (piece.piece.lifespan) {
    case PieceLifespan::OutOnSegmentEnd:
      return playing_segment == into.segmentId && piece.piece.startPartId &&
             input.before.parts.contains(*piece.piece.startPartId);
    case PieceLifespan::OutOnRundownEnd:
      return piece.rundownId == into.rundownId &&
             (input.before.segments.contains(playing_segment) ||
              playing_segment == into.segmentId ||
              (input.testing_adlibs_persist && is_adlib_testing(input.into.segment)));
    default:
      return show_style_goes_on(input);
  }
}

}  // namespace

bool show_style_goes_on(const InfinitesInput& input) {
  const auto show_style_of = [&](const RundownId& id) -> const ShowStyleBaseId* {
    for (const Doc<Rundown>& rundown : input.rundowns) {
      if (rundown->_id == id) return &rundown->showStyleBaseId;
    }
    return nullptr;
  };
  const ShowStyleBaseId& target = input.into.rundown.showStyleBaseId;
  const auto is_target = [&](const RundownId& id) {
    const ShowStyleBaseId* style = show_style_of(id);
    return style != nullptr && *style == target;
  };
  const RundownId& playing = input.playing->instance.rundownId;
  if (!is_target(playing)) return false;
  const std::vector<RundownId>& between = input.before.rundowns;
  auto first = std::ranges::find(between, playing);
  // From a rundown that isn't an earlier one, only the last before the target counts.
  if (first == between.end() && !between.empty()) first = between.end() - 1;
  return std::all_of(first, between.end(), is_target);
}

std::vector<const PieceInstance*> pieces_carried_by_playhead(const InfinitesInput& input,
                                                             PieceInstanceSpan pieces) {
  const Segment& from = input.playing->segment;
  const Segment& into = input.into.segment;
  const bool crosses_testing =
      into._id != from._id && (is_adlib_testing(into) || is_adlib_testing(from));
  if (crosses_testing && !input.testing_adlibs_persist) return {};

  OrderedMap<std::vector<const PieceInstance*>> layers;
  for (const PieceInstance* piece : pieces) layers[piece->piece.sourceLayerId].push_back(piece);

  std::vector<const PieceInstance*> carried;
  for (const auto& [layer, on_layer] : layers) {
    const PieceInstance* last = last_piece(on_layer);
    if (last->infinite && continues_on_change(input, *last)) carried.push_back(last);
    if (!input.forward) continue;
    for (const PieceLifespan lifespan :
         {PieceLifespan::OutOnRundownEnd, PieceLifespan::OutOnSegmentEnd,
          PieceLifespan::OutOnShowStyleEnd}) {
      const PieceInstance* piece = inserted_on_end(on_layer, lifespan);
      if (piece != nullptr && continues_on_end(input, *piece)) carried.push_back(piece);
    }
  }
  return carried;
}

}  // namespace takt::playout
