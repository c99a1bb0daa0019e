#include "playout/timeline/part_objects.h"

namespace takt::playout {

namespace {

/// nullopt: the piece can't play here.
std::optional<Enable> enable_of(const PieceInstance& instance, const TimelinePart& part,
                                const PartGroup& group) {
  const PartPlayoutTimings& timings = part.timings;
  const PieceEnable& planned = instance.piece.enable;
  switch (instance.piece.pieceType) {
    case PieceType::InTransition:
      if (!timings.inTransitionStart) return std::nullopt;
      return Enable{.start = *timings.inTransitionStart + planned.start_number().value_or(0),
                    .duration = planned.duration.as_optional()};
    case PieceType::OutTransition:
      if (!part.part->outTransition) return std::nullopt;
      return Enable{.start =
                        expression(group.id, ".end", '-',
                                   part.part->outTransition->duration + timings.toPartPostroll)};
    case PieceType::Normal:
      break;
  }
  return enable_inside_part(instance, timings, group);
}

}  // namespace

void add_part_pieces(std::vector<TimelineObject>& objects, const TimelinePart& part,
                     const std::vector<const PrunedPiece*>& pieces, const PieceSurroundings& around,
                     const PartPlayoutTimings* next_timings) {
  std::optional<PartGroup> no_keepalive;
  for (const PrunedPiece* piece : pieces) {
    const PieceInstance& instance = *piece->instance;
    if (truthy(instance.disabled)) continue;
    std::optional<Enable> enable = enable_of(instance, part, around.group);
    if (!enable) continue;

    const PartGroup* group = &around.group;
    if (truthy(instance.piece.excludeDuringPartKeepalive)) {
      if (!no_keepalive) {
        no_keepalive = no_keepalive_group(around.group, next_timings);
        TimelineObject object = group_object(*no_keepalive, 5);
        object.inGroup = around.group.id;
        objects.push_back(std::move(object));
      }
      group = &*no_keepalive;
    }
    const bool is_adlib = instance.dynamicallyInserted.value_or(0) != 0;
    const PieceOnTimeline on_timeline{*piece, std::move(*enable),
                                      is_adlib ? 0 : part.timings.toPartDelay,
                                      part.times.now_in_part};
    add_piece(objects, on_timeline, {around.playlist, *group, around.classes, around.state});
  }
}

}  // namespace takt::playout
