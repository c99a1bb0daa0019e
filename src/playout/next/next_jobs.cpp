#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/next/next_part.h"
#include "playout/run_playout_job.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

namespace {

constexpr int kNotFound = 404;
constexpr int kPreconditionFailed = 412;

void check_may_set_next(PlayoutModel& model) {
  if (!model.active()) throw UserError(UserErrorKey::InactiveRundown, {}, kPreconditionFailed);
  if (model.in_hold()) throw UserError(UserErrorKey::DuringHold, {}, kPreconditionFailed);
}

Doc<Part> playable_part(PlayoutModel& model, const PartId& id) {
  Doc<Part> part = model.find_part(id);
  if (!part) throw UserError(UserErrorKey::PartNotFound, {}, kNotFound);
  if (!part->playable()) throw UserError(UserErrorKey::PartNotPlayable, {}, kPreconditionFailed);
  return part;
}

/// The instance itself can be used while something is on air and next, unless it is what is on air.
NextTarget target_of_instance(PlayoutModel& model, const PartInstanceId& id) {
  const auto doc = model.documents().find<PartInstance>(id);
  if (!doc) throw UserError(UserErrorKey::PartNotFound, {}, kNotFound);
  const Playlist& playlist = model.playlist();
  NextTarget target;
  if (!playlist.nextPartInfo || !playlist.currentPartInfo ||
      playlist.currentPartInfo->partInstanceId == id) {
    target.part = playable_part(model, doc->part._id);
    return target;
  }
  target.instance = model.find_instance(id);
  if (target.instance == nullptr) {
    throw std::runtime_error("PartInstance being set as next was not constructed correctly");
  }
  target.keep_pieces = true;
  return target;
}

SegmentPtr segment_of(PlayoutModel& model, const SegmentId& id) {
  SegmentPtr segment = model.find_segment(id);
  if (!segment) throw std::runtime_error(fmt::format("Segment \"{}\" not found!", id));
  return segment;
}

Doc<Part> first_playable_part(const PlayoutSegment& segment) {
  Doc<Part> part = segment.first_playable_part();
  if (!part) throw std::runtime_error("Segment contains no valid parts");
  return part;
}

PartId set_next_segment_now(PlayoutModel& model, const PlayoutSegment& segment) {
  NextTarget target;
  target.part = first_playable_part(segment);
  model.set_queued_segment({});
  set_next_part(model, target, Chosen::manually);
  return target.part->_id;
}

Json queue_segment(PlayoutModel& model, const Opt<SegmentId>& id) {
  if (id && !id->empty()) {
    const SegmentPtr segment = segment_of(model, *id);
    if (segment->is_adlib_testing()) {
      throw std::runtime_error(
          fmt::format("Segment \"{}\" is an AdlibTesting segment, and cannot be queued!", *id));
    }
    first_playable_part(*segment);
    // With the current segment already left by what is next there is nothing to wait for.
    const PartInstanceModel* current = model.current();
    const PartInstanceModel* next = model.next();
    if (current == nullptr || next == nullptr || (*current)->segmentId != (*next)->segmentId) {
      return JsonObject{{"nextPartId", set_next_segment_now(model, *segment).str()}};
    }
    model.set_queued_segment(id);
    recalculate_t_timer_projections(model);
    return JsonObject{{"queuedSegmentId", id->str()}};
  }
  model.set_queued_segment({});
  recalculate_t_timer_projections(model);
  return JsonObject{{"queuedSegmentId", nullptr}};
}

}  // namespace

Json set_next_part_job(JobContext& context, const SetNextPartPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_may_set_next(model);
    std::optional<NextTarget> target;
    if (payload.nextPartInstanceId && !payload.nextPartInstanceId->empty()) {
      target = target_of_instance(model, *payload.nextPartInstanceId);
    } else if (payload.nextPartId && !payload.nextPartId->empty()) {
      target.emplace().part = playable_part(model, *payload.nextPartId);
    }
    if (target) {
      set_next_by_operator(model, *target,
                           truthy(payload.setManually) ? Chosen::manually : Chosen::automatically,
                           payload.nextTimeOffset.as_optional());
    }
    model.update_timeline();
    return nullptr;
  });
}

Json set_next_segment_job(JobContext& context, const SetNextSegmentPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_may_set_next(model);
    const SegmentPtr segment = segment_of(model, payload.nextSegmentId);
    const PartId part = set_next_segment_now(model, *segment);
    model.update_timeline();
    return Json(part.str());
  });
}

Json queue_next_segment_job(JobContext& context, const QueueNextSegmentPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_may_set_next(model);
    Json result = queue_segment(model, payload.queuedSegmentId);
    model.update_timeline();
    return result;
  });
}

Json move_next_part_job(JobContext& context, const MoveNextPartPayload& payload) {
  const MoveBy by{static_cast<int>(payload.partDelta.value_or(0)),
                  static_cast<int>(payload.segmentDelta.value_or(0)),
                  truthy(payload.ignoreQuickLoop)};
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    if (by.parts == 0 && by.segments == 0) {
      throw std::runtime_error("rundownMoveNext: invalid delta: (0, 0)");
    }
    check_may_set_next(model);
    if (!model.playlist().nextPartInfo && !model.playlist().currentPartInfo) {
      throw UserError(UserErrorKey::NoCurrentOrNextPart, {}, kPreconditionFailed);
    }
    NextTarget target;
    target.part = part_at_offset(model, by);
    if (!target.part) return nullptr;
    set_next_by_operator(model, target, Chosen::manually);
    model.update_timeline();
    return Json(target.part->_id.str());
  });
}

}  // namespace takt::playout
