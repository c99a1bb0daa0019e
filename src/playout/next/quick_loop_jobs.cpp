#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/model/quick_loop.h"
#include "playout/next/next_part.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

void check_active(const PlayoutModel& model) {
  if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
}

bool marks_other(const Opt<QuickLoopMarker>& before, const Opt<QuickLoopMarker>& after) {
  if (!before || !after) return false;
  if (before->type == quick_loop::kPlaylist || after->type == quick_loop::kPlaylist) return false;
  return before->id != after->id;
}

/// The segments that a change of markers brought into the loop.
std::vector<SegmentId> added_segments(PlayoutModel& model, const Opt<QuickLoop>& before) {
  const auto& after = model.playlist().quickLoop;
  if (!after) return {};
  const QuickLoop old = before.value_or(QuickLoop{});
  if (marks_other(old.start, after->start)) {
    return quick_loop::segments_between(model, *after->start, *old.start);
  }
  if (marks_other(old.end, after->end)) {
    return quick_loop::segments_between(model, *old.end, *after->end);
  }
  if (after->start && after->end && !(old.start && old.end)) {
    return quick_loop::segments_between(model, *after->start, *after->end);
  }
  return {};
}

/// So that they can be played again; those on air and next stay.
void reset_segments(PlayoutModel& model, std::vector<SegmentId> segments) {
  std::erase_if(segments, [&](const SegmentId& id) {
    const PartInstanceModel* current = model.current();
    const PartInstanceModel* next = model.next();
    return (current != nullptr && (*current)->segmentId == id) ||
           (next != nullptr && (*next)->segmentId == id);
  });
  if (segments.empty()) return;
  ResetSelector selector;
  selector.segments = std::move(segments);
  reset_instances(model, selector);
}

void select_next_anew(PlayoutModel& model) {
  PartInstanceModel* next = model.next();
  const auto selected = select_next(model, model.current(), next);
  const bool same = next != nullptr ? selected && selected->part->_id == (*next)->part._id
                                    : !selected.has_value();
  if (!same) set_next_part(model, NextTarget::of(selected), Chosen::automatically);
}

}  // namespace

Json set_quick_loop_marker(JobContext& context, const QuickLoopMarkerPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_active(model);
    const Opt<QuickLoop> before = model.playlist().quickLoop;
    model.set_quick_loop_marker(payload.type == "start", payload.marker);
    if (model.playlist().currentPartInfo) reset_segments(model, added_segments(model, before));
    if (before && before->running) select_next_anew(model);
    model.update_timeline();
    return nullptr;
  });
}

Json clear_quick_loop_markers(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    check_active(model);
    const Opt<QuickLoop> before = model.playlist().quickLoop;
    if (before && before->start && before->end) {
      reset_segments(model, quick_loop::segments_between(model, *before->start, *before->end));
    }
    model.set_quick_loop_marker(true, {});
    model.set_quick_loop_marker(false, {});
    if (before && before->running) select_next_anew(model);
    model.update_timeline();
    return nullptr;
  });
}

}  // namespace takt::playout
