#include "playout/model/quick_loop.h"

#include <limits>

namespace takt::playout::quick_loop {

namespace {

constexpr double kBefore = -std::numeric_limits<double>::infinity();
constexpr double kAfter = std::numeric_limits<double>::infinity();

/// A place in the playlist; compared by rundown, then segment, then part.
struct Position {
  double rundown = 0;
  double segment = 0;
  double part = 0;
  auto operator<=>(const Position&) const = default;
};

bool is(const QuickLoopMarker& marker, const char* type, const std::string& id) {
  return marker.type == type && marker.id == id;
}

double rundown_place(PlayoutModel& model, const RundownId& id) {
  const auto ids = model.rundown_ids();
  const auto found = std::find(ids.begin(), ids.end(), id);
  return found == ids.end() ? -1 : static_cast<double>(found - ids.begin());
}

/// What a marker doesn't pin down reaches as far as possible.
Position marker_position(PlayoutModel& model, const QuickLoopMarker& marker, Marker which) {
  const double open = which == Marker::start ? kBefore : kAfter;
  Position position{open, open, open};
  const std::string id = marker.id.value_or("");
  SegmentPtr segment;
  if (marker.type == kPart) {
    if (const Doc<Part> part = model.find_part(PartId(id))) {
      position.part = part->_rank;
      position.rundown = rundown_place(model, part->rundownId);
      segment = model.find_segment(part->segmentId);
    }
  } else if (marker.type == kSegment) {
    segment = model.find_segment(SegmentId(id));
    if (segment) position.rundown = rundown_place(model, segment->segment->rundownId);
  } else if (marker.type == kRundown) {
    position.rundown = rundown_place(model, RundownId(id));
  }
  if (segment) position.segment = segment->segment->_rank;
  return position;
}

bool marker_exists(PlayoutModel& model, const QuickLoopMarker& marker) {
  const std::string id = marker.id.value_or("");
  if (marker.type == kPart) return model.find_part(PartId(id)) != nullptr;
  if (marker.type == kSegment) return model.find_segment(SegmentId(id)) != nullptr;
  if (marker.type == kRundown) return model.find_rundown(RundownId(id)) != nullptr;
  return true;
}

bool has_part(const PartInstanceModel* instance, const Opt<std::string>& part) {
  return instance != nullptr && part == (*instance)->part._id.str();
}

/// An end that was moved to a queued part goes back once that part is neither on air nor next.
void drop_override(PlayoutModel& model, QuickLoop& loop) {
  if (!loop.end || loop.end->type != kPart) return;
  QuickLoopMarker& end = *loop.end;
  if (!end.overridenId || end.overridenId->empty()) return;
  if (has_part(model.current(), end.id) || has_part(model.next(), end.id)) return;
  end.id = end.overridenId;
  end.overridenId.reset();
}

bool has_overrun(const PartInstance& instance, Time now) {
  if (!instance.timings || !instance.timings->plannedStartedPlayback) return false;
  if (!truthy(instance.part.expectedDuration)) return false;
  return *instance.part.expectedDuration - (now - *instance.timings->plannedStartedPlayback) < 0;
}

}  // namespace

Within part_is_within(PlayoutModel& model, const PartInstance* instance) {
  const auto& loop = model.playlist().quickLoop;
  if (!loop || !loop->start || !loop->end) return Within::no;
  const Position start = marker_position(model, *loop->start, Marker::start);
  const Position end = marker_position(model, *loop->end, Marker::end);
  if (start > end) return Within::markers_flipped;
  if (instance == nullptr) return Within::no;
  const SegmentPtr segment = model.find_segment(instance->segmentId);
  const Position at{rundown_place(model, instance->rundownId),
                    segment ? segment->segment->_rank : 0, instance->part._rank};
  return start <= at && at <= end ? Within::yes : Within::no;
}

Part with_overrides(PlayoutModel& model, const PartInstance& instance) {
  Part part = instance.part;
  const std::string& mode = model.playlist().quickLoop->forceAutoNext;
  const bool forced = mode != kForceDisabled;
  const double fallback =
      model.studio().settings.fallbackPartDuration.value_or(kDefaultFallbackPartDurationMs);
  if (mode == kForceMinDuration && part.expectedDuration.value_or(0.0) < fallback) {
    part.expectedDuration = fallback;
    part.expectedDurationWithTransition = fallback;
  }
  part.autoNext = truthy(part.autoNext) || (forced && part.expectedDuration.value_or(0.0) > 0 &&
                                            !has_overrun(instance, model.now()));
  return part;
}

Opt<QuickLoop> updated(PlayoutModel& model, std::optional<Marker> just_set) {
  if (!model.playlist().quickLoop) return {};
  QuickLoop loop = *model.playlist().quickLoop;
  const bool was_running = loop.running;
  drop_override(model, loop);
  if (loop.start && !marker_exists(model, *loop.start)) loop.start.reset();
  if (loop.end && !marker_exists(model, *loop.end)) loop.end.reset();
  if (!loop.start || !loop.end) {
    loop.running = false;
  } else {
    PartInstanceModel* current = model.current();
    const Within within = part_is_within(model, current != nullptr ? &**current : nullptr);
    if (within == Within::markers_flipped) {
      if (just_set == Marker::start) loop.end.reset();
      if (just_set == Marker::end) loop.start.reset();
    }
    loop.running = within == Within::yes;
  }
  // Leaving a loop ends it for good.
  if (was_running && !loop.running) return {};
  return loop;
}

QuickLoop with_marker(const PlayoutModel& model, const StudioSettings& settings, Marker which,
                      Opt<QuickLoopMarker> marker) {
  QuickLoop loop = model.playlist().quickLoop.value_or(QuickLoop{});
  if (loop.locked) throw std::runtime_error("Looping is locked");
  loop.forceAutoNext = settings.forceQuickLoopAutoNext.value_or(kForceDisabled);
  Opt<QuickLoopMarker>& place = which == Marker::start ? loop.start : loop.end;
  place.reset();
  if (marker) place = std::move(marker);
  return loop;
}

Opt<QuickLoop> without_markers(const PlayoutModel& model) {
  if (!model.playlist().quickLoop) return {};
  QuickLoop loop = *model.playlist().quickLoop;
  loop.running = false;
  if (!loop.locked) {
    loop.start.reset();
    loop.end.reset();
  }
  return loop;
}

std::vector<SegmentId> segments_between(PlayoutModel& model, const QuickLoopMarker& start,
                                        const QuickLoopMarker& end) {
  std::vector<SegmentId> out;
  bool started = false;
  bool in_last_rundown = false;
  const auto has = [](const PlayoutSegment& segment, const QuickLoopMarker& marker) {
    if (is(marker, kSegment, segment.id().str())) return true;
    return std::any_of(segment.parts.begin(), segment.parts.end(),
                       [&](const Doc<Part>& part) { return is(marker, kPart, part->_id.str()); });
  };
  for (const SegmentPtr& segment : model.ordered_segments()) {
    const std::string& rundown = segment->segment->rundownId.str();
    started = started || start.type == kPlaylist || is(start, kRundown, rundown) ||
              has(*segment, start);
    if (end.type == kRundown) {
      if (is(end, kRundown, rundown)) {
        if (!started) break;
        in_last_rundown = true;
      } else if (in_last_rundown) {
        break;
      }
    }
    if (started) out.push_back(segment->id());
    if (has(*segment, end)) break;
  }
  return out;
}

Range parts_between(PlayoutModel& model, const QuickLoopMarker& start, const QuickLoopMarker& end) {
  Range range;
  bool started = false;
  bool in_last = false;
  const auto inside = [](const Part& part, const QuickLoopMarker& marker) {
    return is(marker, kSegment, part.segmentId.str()) || is(marker, kRundown, part.rundownId.str());
  };
  for (const Doc<Part>& part : model.ordered_parts()) {
    started = started || start.type == kPlaylist || is(start, kPart, part->_id.str()) ||
              inside(*part, start);
    if (end.type == kRundown || end.type == kSegment) {
      if (inside(*part, end)) {
        if (!started) break;
        in_last = true;
      } else if (in_last) {
        break;
      }
    }
    if (started) {
      if (range.segments.empty() || range.segments.back() != part->segmentId) {
        range.segments.push_back(part->segmentId);
      }
      range.parts.push_back(part->_id);
    }
    if (is(end, kPart, part->_id.str())) break;
  }
  return range;
}

}  // namespace takt::playout::quick_loop
