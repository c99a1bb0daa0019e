#include "playout/handlers.h"
#include "playout/run_playout_job.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

namespace {

constexpr double kMsPerSecond = 1000;

/// `change` gives the changed timer, or nothing when it can't be done: then nothing happens.
template <class Change>
Json run_timer_job(JobContext& context, const TimerPayload& payload, Change change) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    for (const RundownTTimer& timer : model.playlist().tTimers) {
      if (timer.index != payload.timerIndex) continue;
      std::optional<RundownTTimer> changed = change(timer, model);
      if (changed) model.set_t_timer(std::move(*changed));
      return nullptr;
    }
    throw std::runtime_error(fmt::format("T-timer index out of range: {}", payload.timerIndex));
  });
}

RundownTTimer projected(RundownTTimer timer, Opt<TTimerState> state) {
  timer.anchorPartId.reset();
  timer.projectedState = std::move(state);
  return timer;
}

/// By external id, else by either id.
Doc<Part> find_anchor(PlayoutModel& model, const TimerAnchorPayload& payload) {
  const auto find = [&](auto fits) -> Doc<Part> {
    const auto& parts = model.ordered_parts();
    const auto found = std::find_if(parts.begin(), parts.end(), fits);
    return found == parts.end() ? nullptr : *found;
  };
  Doc<Part> part;
  if (payload.externalId && !payload.externalId->empty()) {
    part = find([&](const auto& other) { return other->externalId == *payload.externalId; });
  }
  if (!part && payload.partId && !payload.partId->empty()) {
    part = find([&](const auto& other) {
      return other->_id.str() == *payload.partId || other->externalId == *payload.partId;
    });
  }
  return part;
}

}  // namespace

Json t_timer_start_countdown(JobContext& context, const TimerCountdownPayload& payload) {
  return run_timer_job(context, payload, [&](const RundownTTimer& timer, PlayoutModel& model) {
    return with_countdown(timer, payload.duration * kMsPerSecond, payload.stopAtZero.value_or(true),
                          truthy(payload.startPaused), model.now());
  });
}

Json t_timer_start_free_run(JobContext& context, const TimerFreeRunPayload& payload) {
  return run_timer_job(context, payload, [&](const RundownTTimer& timer, PlayoutModel& model) {
    return with_free_run(timer, truthy(payload.startPaused), model.now());
  });
}

Json t_timer_pause(JobContext& context, const TimerPayload& payload) {
  return run_timer_job(context, payload, [](const RundownTTimer& timer, PlayoutModel& model) {
    return paused_timer(timer, model.now());
  });
}

Json t_timer_resume(JobContext& context, const TimerPayload& payload) {
  return run_timer_job(context, payload, [](const RundownTTimer& timer, PlayoutModel& model) {
    return resumed_timer(timer, model.now());
  });
}

Json t_timer_restart(JobContext& context, const TimerPayload& payload) {
  return run_timer_job(context, payload, [](const RundownTTimer& timer, PlayoutModel& model) {
    return restarted_timer(timer, model.context());
  });
}

Json t_timer_clear_projected(JobContext& context, const TimerPayload& payload) {
  return run_timer_job(context, payload, [](const RundownTTimer& timer, PlayoutModel&) {
    return projected(timer, {});
  });
}

Json t_timer_set_projected_anchor_part(JobContext& context, const TimerAnchorPayload& payload) {
  return run_timer_job(
      context, payload,
      [&](RundownTTimer timer, PlayoutModel& model) -> std::optional<RundownTTimer> {
        const Doc<Part> part = find_anchor(model, payload);
        if (!part) return std::nullopt;
        timer.anchorPartId = part->_id;
        timer.projectedState.reset();
        model.set_t_timer(std::move(timer));
        recalculate_t_timer_projections(model);
        return std::nullopt;
      });
}

Json t_timer_set_projected_time(JobContext& context, const TimerTimePayload& payload) {
  return run_timer_job(context, payload, [&](const RundownTTimer& timer, PlayoutModel& model) {
    return projected(timer, truthy(payload.paused) ? paused_state(payload.time - model.now())
                                                   : running_state(payload.time));
  });
}

Json t_timer_set_projected_duration(JobContext& context, const TimerDurationPayload& payload) {
  return run_timer_job(context, payload, [&](const RundownTTimer& timer, PlayoutModel& model) {
    return projected(timer, truthy(payload.paused) ? paused_state(payload.duration)
                                                   : running_state(model.now() + payload.duration));
  });
}

Json recalculate_t_timer_projections_job(JobContext& context, const NoPayload&) {
  for (const auto& playlist : active_playlists(context)) {
    run_playout_step(context, playlist->_id, [](PlayoutModel& model) -> Json {
      recalculate_t_timer_projections(model);
      return nullptr;
    });
  }
  return nullptr;
}

}  // namespace takt::playout
