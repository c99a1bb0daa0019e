#include "playout/playback/part_playback.h"

#include "base/log.h"
#include "playout/next/next_part.h"
#include "playout/take/take.h"

namespace takt::playout {

namespace {

/// How long after a reset unknown parts are still worth an error: ms.
constexpr double kResetGraceMs = 2000;

[[noreturn]] void fail_unknown_part(PlayoutModel& model, const PartInstanceId& id) {
  throw std::runtime_error(
      fmt::format("PartInstance \"{}\" in RundownPlaylist \"{}\" not found!", id, model.id()));
}

void autonext_to(PlayoutModel& model, PartInstanceModel& started, Time time) {
  PartInstanceModel* before = model.current();
  const Rundown& rundown = *model.rundown(started->rundownId);
  model.cycle_selected();
  model.set_hold_state(HoldState::NONE);
  report_part_started(model, started, time);
  const Rundown& styled = before != nullptr ? *model.rundown((*before)->rundownId) : rundown;
  freeze_part_timings(model, *model.show_style(styled), rundown, started, before);
  reset_left_segment_in_loop(model);
  select_and_set_next(model, &started);
  model.update_quick_loop();
  model.update_timeline();
  tell_newsroom_on_air(model, started);
}

/// Queued when the playlist is saved: the timeline is out when it runs.
void queue_newsroom_notice(PlayoutModel& model, const RundownId& rundown, Json part_external_id) {
  JsonObject payload{{"rundownId", rundown.str()},
                     {"isRehearsal", truthy(model.playlist().rehearsal)},
                     {"partExternalId", std::move(part_external_id)}};
  model.after_save([payload = std::move(payload)](PlayoutModel& saved) {
    QueueOptions options;
    options.low_priority = true;
    saved.context().queue_events_job("notifyCurrentlyPlayingPart", payload, options);
  });
}

}  // namespace

void tell_newsroom_on_air(PlayoutModel& model, const PartInstanceModel& part) {
  const Part& content = part->part;
  if (!truthy(content.shouldNotifyCurrentPlayingPart)) return;
  const std::string named = content.ingestNotifyPartExternalId.value_or("");
  queue_newsroom_notice(model, part->rundownId, Json(named.empty() ? content.externalId : named));
}

void tell_newsroom_off_air(PlayoutModel& model, const PartInstanceModel& part) {
  queue_newsroom_notice(model, part->rundownId, nullptr);
}

void on_part_started(PlayoutModel& model, const PartInstanceId& id, Time time) {
  PartInstanceModel* instance = model.find_instance(id);
  if (instance == nullptr) fail_unknown_part(model, id);
  if ((*instance)->timings && truthy((*instance)->timings->reportedStartedPlayback)) return;
  model.rundown((*instance)->rundownId);
  if (instance == model.current()) {
    report_part_started(model, *instance, time);
    model.update_timeline();
  } else if (instance == model.next()) {
    autonext_to(model, *instance, time);
  } else {
    log::error("PartInstance \"{}\" has started playback, but has not been selected for playback!",
               id);
  }
}

void on_part_stopped(PlayoutModel& model, const PartInstanceId& id, Time time) {
  if (PartInstanceModel* instance = model.find_instance(id)) {
    const auto& timings = (*instance)->timings;
    const bool plays = timings && truthy(timings->reportedStartedPlayback) &&
                       !truthy(timings->reportedStoppedPlayback);
    if (plays) report_part_stopped(model, *instance, time);
    return;
  }
  if (!model.active()) {
    log::warning("Part stopped in the inactive RundownPlaylist \"{}\"", model.id());
    return;
  }
  if (model.now() - model.playlist().resetTime.value_or(0) > kResetGraceMs) return;
  fail_unknown_part(model, id);
}

void report_part_started(PlayoutModel& model, PartInstanceModel& instance, Time time) {
  const bool is_first = instance.set_reported_started(time);
  PartInstanceModel* previous = model.previous();
  if (!model.multi_gateway()) {
    if (time != 0) instance.set_planned_started(time);
    if (is_first && previous != nullptr) previous->set_planned_stopped(time);
  }
  if (!truthy(instance->part.untimed)) model.set_rundown_started(instance->rundownId, time);
  if (previous == nullptr || (*previous)->segmentPlayoutId != instance->segmentPlayoutId) {
    model.set_segment_started(instance->segmentPlayoutId, time);
  }
  if (is_first) model.queue_timing_event(instance.id());
}

void report_part_stopped(PlayoutModel& model, PartInstanceModel& instance, Time time) {
  if (!instance.set_reported_stopped(time)) return;
  if (!model.multi_gateway()) instance.set_planned_stopped(time);
  model.queue_timing_event(instance.id());
  model.prune_previous(time);
}

}  // namespace takt::playout
