// When anchored timers reach their part: one walk over the parts to come.

#include <limits>

#include "playout/next/next_part.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

namespace {

Opt<double> planned_duration(const Part& part) {
  return part.expectedDurationWithTransition ? part.expectedDurationWithTransition
                                             : part.expectedDuration;
}

/// How far the playhead is from the parts that follow: ms.
class Walk {
 public:
  explicit Walk(PlayoutModel& model) : model_(model), now_(model.now()) {
    const PartInstanceModel* current = model.current();
    if (current != nullptr && !truthy((*current)->part.untimed)) begin_in(**current);
  }

  /// Enters the part's segment if it is a new one.
  void reach(const Part& part) {
    if (segment_ == part.segmentId) return;
    if (segment_) {
      const Opt<double> budget = budget_of(*segment_);
      total_ += budget && !began_here_ ? *budget : in_segment_;
    }
    in_segment_ = 0;
    segment_ = part.segmentId;
    began_here_ = false;
  }

  void pass(const Part& part) {
    if (!truthy(part.untimed)) in_segment_ += planned_duration(part).value_or(0);
  }

  TTimerState state_here() const {
    const double ahead = total_ + in_segment_;
    if (overrun_) {
      TTimerState state = paused_state(ahead);
      state.pauseTime = null;
      return state;
    }
    TTimerState state = running_state(now_ + ahead);
    // From then on the current part overruns and pushes everything back.
    state.pauseTime = now_ + remaining_;
    return state;
  }

 private:
  Opt<double> budget_of(const SegmentId& id) const {
    const SegmentPtr segment = model_.find_segment(id);
    if (!segment || !segment->segment->segmentTiming) return {};
    return segment->segment->segmentTiming->budgetDuration;
  }

  std::optional<double> part_remaining(const PartInstance& instance) const {
    const Opt<double> duration = planned_duration(instance.part);
    if (!truthy(duration)) return std::nullopt;
    Time started = now_;
    double offset = 0;
    if (instance.timings) {
      const auto& planned = instance.timings->plannedStartedPlayback;
      if (truthy(planned) && *planned <= now_) started = *planned;
      offset = instance.timings->playOffset.value_or(0);
    }
    return *duration - (now_ - started - offset);
  }

  void begin_in(const PartInstance& instance) {
    segment_ = instance.segmentId;
    const Opt<double> budget = budget_of(instance.segmentId);
    if (const auto remaining = part_remaining(instance)) {
      remaining_ = total_ = std::max(0.0, *remaining);
      if (!budget) overrun_ = *remaining < 0;
    }
    if (!budget) return;
    began_here_ = true;
    // Looked up by segment although it is kept by segment playout: the reference never finds it.
    const auto& started = model_.playlist().segmentsStartedPlayback;
    if (!started) return;
    const auto found = started->find(instance.segmentId.str());
    if (found != started->end()) overrun_ = *budget - (now_ - found->second) < 0;
  }

  PlayoutModel& model_;
  Time now_;
  double total_ = 0;
  double in_segment_ = 0;
  double remaining_ = 0;
  bool overrun_ = false;
  bool began_here_ = false;
  std::optional<SegmentId> segment_;
};

void set_projection(PlayoutModel& model, const PartId& anchor, const Opt<TTimerState>& state) {
  const std::vector<RundownTTimer> timers = model.playlist().tTimers;
  for (RundownTTimer timer : timers) {
    if (!(timer.anchorPartId == anchor)) continue;
    timer.projectedState = state;
    model.set_t_timer(std::move(timer));
  }
}

}  // namespace

void recalculate_t_timer_projections(PlayoutModel& model) {
  std::vector<PartId> anchors;
  for (const RundownTTimer& timer : model.playlist().tTimers) {
    if (timer.anchorPartId && !timer.anchorPartId->empty()) anchors.push_back(*timer.anchorPartId);
  }
  if (anchors.empty()) return;
  auto parts = parts_after_playhead(model, std::numeric_limits<size_t>::max(), true);
  if (!parts.empty() || model.current() != nullptr) {
    if (PartInstanceModel* next = model.next()) parts.insert(parts.begin(), next->share_part());
    Walk walk(model);
    for (const Doc<Part>& part : parts) {
      walk.reach(*part);
      const auto anchor = std::find(anchors.begin(), anchors.end(), part->_id);
      if (anchor != anchors.end()) {
        set_projection(model, part->_id, walk.state_here());
        std::erase(anchors, part->_id);
      }
      walk.pass(*part);
    }
  }
  // What isn't ahead has no projection.
  for (const PartId& anchor : anchors) set_projection(model, anchor, {});
}

}  // namespace takt::playout
