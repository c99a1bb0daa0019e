#include "playout/timers/t_timers.h"

#include "playout/timers/time_of_day.h"

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

std::optional<RundownTTimer> restarted_timer(RundownTTimer timer, JobContext& context) {
  const Time now = context.now();
  if (timer.mode && timer.state && timer.mode->type == kTimeOfDay) {
    const auto next = next_time_of_day(context, timer.mode->targetRaw.value_or(Json()));
    if (!next || (!timer.state->paused && timer.state->zeroTime == *next)) return std::nullopt;
    timer.state = running_state(*next);
    return timer;
  }
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

RundownTTimer with_time_of_day(RundownTTimer timer, const Json& target, bool stop_at_zero,
                               JobContext& context) {
  const auto next = next_time_of_day(context, target);
  if (!next) throw std::runtime_error("Unable to parse target time for timeOfDay T-timer");
  TTimerMode mode;
  mode.type = kTimeOfDay;
  mode.targetRaw = target;
  mode.stopAtZero = stop_at_zero;
  timer.mode = std::move(mode);
  timer.state = running_state(*next);
  return timer;
}

namespace {

/// {original, current} of a setDuration argument; what isn't given is empty.
std::pair<std::optional<double>, std::optional<double>> wanted_durations(const Json& given) {
  if (const auto both = as_number(given)) return {both, both};
  const auto read = [&](std::string_view name) -> std::optional<double> {
    const Json* value = member(given, name);
    return value != nullptr ? as_number(*value) : std::nullopt;
  };
  return {read("original"), read("current")};
}

}  // namespace

RundownTTimer with_duration(RundownTTimer timer, const Json& given, Time now) {
  const auto [original, current] = wanted_durations(given);
  if (original && *original <= 0) {
    throw std::runtime_error("Original duration must be greater than zero");
  }
  if (current && *current <= 0) {
    throw std::runtime_error("Current duration must be greater than zero");
  }
  if (!timer.mode || timer.mode->type != kCountdown) {
    throw std::runtime_error("Timer must be in countdown mode to update duration");
  }
  if (!timer.state) throw std::runtime_error("Timer is not initialized");
  if (!original && !current) {
    throw std::runtime_error("At least one of original or current duration must be provided");
  }
  const double before = timer.mode->duration.value_or(0);
  const double elapsed = before - duration_of(timer.state, now).value_or(0);
  const double remaining = current ? *current : std::max(0.0, *original - elapsed);
  timer.mode->duration = original.value_or(before);
  timer.state = timer.state->paused ? paused_state(remaining) : running_state(now + remaining);
  return timer;
}

std::optional<double> duration_of(const Opt<TTimerState>& state, Time now) {
  if (!state) return std::nullopt;
  if (state->paused) return state->duration.value_or(0);
  const double zero = state->zeroTime.value_or(0);
  if (state->pauseTime && now >= *state->pauseTime) return zero - *state->pauseTime;
  return zero - now;
}

std::optional<Time> zero_time_of(const Opt<TTimerState>& state, Time now) {
  if (!state) return std::nullopt;
  if (state->paused) return now + state->duration.value_or(0);
  const double zero = state->zeroTime.value_or(0);
  if (truthy(state->pauseTime) && now >= *state->pauseTime) return zero - *state->pauseTime + now;
  return zero;
}

}  // namespace takt::playout
