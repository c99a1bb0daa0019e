#include "playout/timeline/infinite_group.h"

#include "playout/timeline/object_ids.h"

namespace takt::playout {

namespace {

struct InfiniteTiming {
  Enable piece;
  Enable group;
  /// Where now stands inside the group.
  double now_in_group = 0;
};

/// Owned by the rundown and fixed to the clock: the group starts at that time.
void start_absolute(InfiniteTiming& timing, const PieceInstance& instance, Time now) {
  const auto start = instance.plannedStartedPlayback ? *instance.plannedStartedPlayback
                                                     : instance.piece.enable.start_number();
  timing.now_in_group = start ? now - *start : 0;
  timing.group = {.start = start ? Moment(*start) : Moment::now()};
  timing.piece.start = 0.0;
}

/// Already reported as playing: the group keeps that time, whatever part is on air.
void start_as_reported(InfiniteTiming& timing, const PieceInstance& instance, Time now) {
  const Time reported = *instance.reportedStartedPlayback;
  timing.now_in_group = now - reported;
  double start = reported;
  // The report is of the control object, which starts this much into its group.
  if (const double* offset = timing.piece.start.ms()) {
    start -= *offset;
  } else {
    timing.piece.start = 0.0;
  }
  timing.group = {.start = start};
  const auto planned = instance.piece.enable.start_number();
  if (!instance.userDuration || !planned) return;
  if (instance.userDuration->endRelativeToPart) {
    timing.group.duration = *instance.userDuration->endRelativeToPart - *planned;
  } else {
    timing.group.end = Moment::now();
  }
}

InfiniteTiming timing_of(const PieceInstance& instance, const InfiniteContext& context) {
  InfiniteTiming timing;
  timing.piece = enable_inside_part(instance, context.current.timings, context.current_group);
  timing.group.start = "#" + context.current_group.id + ".start";
  timing.now_in_group = context.current.times.now_in_part;
  if (truthy(instance.piece.enable.isAbsolute)) {
    start_absolute(timing, instance, context.now);
  } else if (!context.multi_gateway && instance.reportedStartedPlayback) {
    start_as_reported(timing, instance, context.now);
  }
  return timing;
}

/// Ends the group where the piece is known to end. True when that takes care of the end cap.
bool end_group(Enable& group, const PrunedPiece& pruned, const InfiniteContext& context,
               const PrunedPiece* in_next) {
  const Piece& piece = pruned.instance->piece;
  if (in_next != nullptr && !group.has_end()) {
    group.duration = in_next->instance->piece.enable.duration.as_optional();
  }
  if (pruned.end_cap && pruned.end_cap->from_now) return false;
  if (pruned.end_cap && pruned.end_cap->ms != 0) {
    group.end = expression(context.current_group.id, ".start", '+', pruned.end_cap->ms);
    group.duration.reset();
    return true;
  }
  const bool ends_with_part =
      in_next == nullptr && truthy(context.current.part->autoNext) && !group.has_end();
  if (!ends_with_part) return false;
  double offset = piece.postrollDuration.value_or(0) - context.current.timings.fromPartPostroll;
  if (truthy(piece.excludeDuringPartKeepalive) && context.next_timings != nullptr) {
    offset -= context.next_timings->fromPartKeepalive;
  }
  group.end = expression(context.current_group.id, ".end", '+', offset);
  return false;
}

}  // namespace

void add_infinite(std::vector<TimelineObject>& objects, const PrunedPiece& piece,
                  const InfiniteContext& context, const InfiniteNeighbours& neighbours) {
  const PieceInstance& instance = *piece.instance;
  if (truthy(instance.disabled) || instance.piece.pieceType != PieceType::Normal) return;

  InfiniteTiming timing = timing_of(instance, context);
  PrunedPiece capped = piece;
  if (end_group(timing.group, piece, context, neighbours.in_next)) capped.end_cap.reset();

  const PartGroup group{infinite_group_id(instance._id), context.current.instance->_id,
                        std::move(timing.group)};
  static const std::vector<std::string> kStarting = {"current_part"};
  static const std::vector<std::string> kContinuing = {"current_part", "continues_infinite"};
  const std::vector<std::string>& classes = neighbours.in_previous ? kContinuing : kStarting;
  const PlayoutState state{
      .is_rehearsal = truthy(context.playlist.rehearsal),
      .is_in_hold = context.playlist.holdState == HoldState::ACTIVE,
      .keep_except_objects = instance.piece.startPartId != context.current.part->_id};

  objects.push_back(group_object(group, 1));
  add_piece(objects, {capped, std::move(timing.piece), 0, timing.now_in_group},
            {context.playlist._id, group, classes, state});
}

}  // namespace takt::playout
