#include "playout/timers/t_timers.h"

namespace takt::playout {

TTimerState running_state(Time zero_time) {
  TTimerState state;
  state.paused = false;
  state.zeroTime = zero_time;
  return state;
}

TTimerState paused_state(double duration_ms) {
  TTimerState state;
  state.paused = true;
  state.duration = duration_ms;
  return state;
}

namespace {

bool can_pause(const RundownTTimer& timer) {
  return timer.mode && timer.state &&
         (timer.mode->type == kCountdown || timer.mode->type == kFreeRun);
}

}  // namespace

std::optional<RundownTTimer> paused_timer(RundownTTimer timer, Time now) {
  if (!can_pause(timer)) return std::nullopt;
  if (!timer.state->paused) timer.state = paused_state(timer.state->zeroTime.value_or(0) - now);
  return timer;
}

std::optional<RundownTTimer> resumed_timer(RundownTTimer timer, Time now) {
  if (!can_pause(timer)) return std::nullopt;
  if (timer.state->paused) timer.state = running_state(timer.state->duration.value_or(0) + now);
  return timer;
}

std::optional<RundownTTimer> restarted_timer(RundownTTimer timer, Time now) {
  if (!can_pause(timer)) return std::nullopt;
  const double duration = timer.mode->type == kCountdown ? timer.mode->duration.value_or(0) : 0;
  timer.state = timer.state->paused ? paused_state(duration) : running_state(now + duration);
  return timer;
}

RundownTTimer with_countdown(RundownTTimer timer, double duration_ms, bool stop_at_zero,
                             bool start_paused, Time now) {
  if (duration_ms <= 0) throw std::runtime_error("Duration must be greater than zero");
  TTimerMode mode;
  mode.type = kCountdown;
  mode.duration = duration_ms;
  mode.stopAtZero = stop_at_zero;
  timer.mode = std::move(mode);
  timer.state = start_paused ? paused_state(duration_ms) : running_state(now + duration_ms);
  return timer;
}

RundownTTimer with_free_run(RundownTTimer timer, bool start_paused, Time now) {
  TTimerMode mode;
  mode.type = kFreeRun;
  timer.mode = std::move(mode);
  timer.state = start_paused ? paused_state(0) : running_state(now);
  return timer;
}

}  // namespace takt::playout
