#include "playout/take/take.h"

#include "base/log.h"
#include "base/user_error.h"
#include "playout/hold/hold.h"
#include "playout/hooks/on_take.h"
#include "playout/hooks/show_style_hooks.h"
#include "playout/next/next_part.h"
#include "playout/playback/part_playback.h"
#include "playout/take/autonext.h"

namespace takt::playout {

namespace {

constexpr int kTooEarly = 425;

void check_current_allows_take(PlayoutModel& model, PartInstanceModel& current) {
  const Time now = model.now();
  if (current->blockTakeUntil && *current->blockTakeUntil > now) {
    throw UserError(UserErrorKey::TakeBlockedDuration,
                    {{"duration", number(*current->blockTakeUntil - now)},
                     {"nextAllowedTakeTime", number(*current->blockTakeUntil)}},
                    kTooEarly);
  }
  // A transition into the current part must be over.
  const PartInstanceModel* previous = model.previous();
  const bool had_transition = previous != nullptr &&
                              !truthy((*previous)->part.disableNextInTransition) &&
                              current->part.inTransition;
  if (had_transition && current->timings && truthy(current->timings->plannedStartedPlayback)) {
    const Time allowed =
        *current->timings->plannedStartedPlayback + current->part.inTransition->blockTakeDuration;
    if (now < allowed) {
      throw UserError(UserErrorKey::TakeDuringTransition,
                      {{"nextAllowedTakeTime", number(allowed)}}, kTooEarly);
    }
  }
  if (is_too_close_to_autonext(model, current, CloseTo::take)) {
    throw UserError(UserErrorKey::TakeCloseToAutonext, {}, kTooEarly);
  }
}

/// Taking into the queued segment uses it up.
void clear_queued_segment(PlayoutModel& model, const PartInstance& taken) {
  const auto& info = model.playlist().nextPartInfo;
  if (info && info->consumesQueuedSegmentId &&
      model.playlist().queuedSegmentId == taken.segmentId) {
    model.set_queued_segment({});
  }
}

/// Without a gateway nobody reports: the part counts as started when the take is done.
void report_without_gateway(PlayoutModel& model, PartInstanceModel& current) {
  if (model.has_playout_gateway()) return;
  log::info("No playout gateway attached to studio, reporting PartInstance \"{}\" as started",
            current.id());
  report_part_started(model, current, model.now());
  if (PartInstanceModel* previous = model.previous()) {
    report_part_stopped(model, *previous, model.now());
  }
}

void after_take(PlayoutModel& model, bool is_first) {
  PartInstanceModel* current = model.current();
  if (current == nullptr) return;
  report_without_gateway(model, *current);
  PlayoutRundown* rundown = model.find_rundown((*current)->rundownId);
  if (rundown == nullptr) return;
  if (is_first) run_on_rundown_first_take(model, **rundown, **current);
  run_on_post_take(model, **rundown, **current);
}

void select_after_take(PlayoutModel& model, PartInstanceModel& taken,
                       std::optional<QueuedPart> queue_after) {
  if (queue_after) {
    insert_queued_part(model, taken, std::move(*queue_after));
  } else {
    select_and_set_next(model, &taken);
  }
}

void take_into(PlayoutModel& model, PartInstanceModel& taken, PlayoutRundown& rundown,
               std::optional<QueuedPart> queue_after) {
  const auto show_style = model.show_style(*rundown);
  PartInstanceModel* current = model.current();
  const Opt<double> planned_offset = model.playlist().nextTimeOffset;
  std::optional<double> offset_ms;
  if (truthy(planned_offset)) offset_ms = *planned_offset;

  // An autonext may have planned its start.
  taken.set_planned_started({});
  taken.set_planned_stopped({});
  const bool is_first = !truthy(model.playlist().startedPlayback) && !truthy(taken->part.untimed);
  clear_queued_segment(model, *taken);
  run_on_pre_take(model, *rundown, *taken);
  freeze_part_timings(model, *show_style, *rundown, taken, current);
  model.cycle_selected();
  const auto& loop = model.playlist().quickLoop;
  const bool was_looping = loop && loop->running;
  model.update_quick_loop();
  taken.set_taken(model.now(), offset_ms);
  if (was_looping) reset_left_segment_in_loop(model);
  select_after_take(model, taken, std::move(queue_after));
  if (model.playlist().holdState == HoldState::PENDING) begin_hold(model, current, taken);
  model.update_timeline();
  tell_newsroom_on_air(model, taken);
  model.before_save([is_first](PlayoutModel& saved) { after_take(saved, is_first); });
}

}  // namespace

void perform_take(PlayoutModel& model, std::optional<QueuedPart> queue_after) {
  if (!model.active()) {
    throw std::runtime_error(fmt::format("Rundown Playlist \"{}\" is not active!", model.id()));
  }
  PartInstanceModel* current = model.current();
  PartInstanceModel* taken = model.next();
  PartInstanceModel* either = taken != nullptr ? taken : current;
  if (either == nullptr) throw std::runtime_error("No partInstance could be found!");
  PlayoutRundown* rundown = model.find_rundown((*either)->rundownId);
  if (rundown == nullptr) {
    throw std::runtime_error(
        fmt::format("Rundown \"{}\" could not be found!", (*either)->rundownId));
  }
  if (current != nullptr) check_current_allows_take(model, *current);

  if (model.playlist().holdState == HoldState::COMPLETE) {
    model.set_hold_state(HoldState::NONE);
  } else if (model.playlist().holdState == HoldState::ACTIVE) {
    // This take ends the hold; what is next stays next.
    complete_hold(model, *model.show_style(**rundown), current);
    model.update_timeline();
    return;
  }
  if (taken == nullptr) throw std::runtime_error("takePartInstance not found!");
  if ((*taken)->invalidReason) throw UserError(UserErrorKey::TakePartInstanceInvalid);
  OnTakeOutcome outcome = run_on_take(model, *rundown);
  if (!queue_after) queue_after = std::move(outcome.queue_after);
  if (outcome.aborted) {
    model.update_timeline();
    return;
  }
  take_into(model, *taken, *rundown, std::move(queue_after));
}

void freeze_part_timings(PlayoutModel& model, const ShowStyle& show_style,
                         const Rundown& take_rundown, PartInstanceModel& taken,
                         PartInstanceModel* current) {
  Opt<Json> end_state;
  if (current != nullptr) end_state = end_state_of(model, show_style, take_rundown, *current);
  PartTimes times;
  times.now = model.now();
  const auto documents = taken.piece_documents();
  const auto pieces = prune_piece_instances(show_style.source_layers, documents, times);
  PartPlayoutTimings timings = model.calculate_part_timings(current, taken, pieces);
  taken.set_playout_timings(std::move(timings), std::move(end_state));
}

void reset_left_segment_in_loop(PlayoutModel& model) {
  const auto& loop = model.playlist().quickLoop;
  const PartInstanceModel* previous = model.previous();
  if (!loop || !loop->running || previous == nullptr) return;
  const PartInstanceModel* current = model.current();
  if (current != nullptr && (*current)->segmentId == (*previous)->segmentId) return;
  ResetSelector selector;
  selector.segments = {{(*previous)->segmentId}};
  reset_instances(model, selector);
}

}  // namespace takt::playout
