#pragma once

// T-timers: the three show timers of a playlist (spec/playout.md section 8). Durations ms, times
// epoch ms. Changes to one timer are pure: nullopt means that the timer can't do that.

#include <optional>

#include "model/playlist.h"

namespace takt {
class JobContext;
}

namespace takt::playout {

class PlayoutModel;

// Values of TTimerMode::type.
inline constexpr const char* kCountdown = "countdown";
inline constexpr const char* kFreeRun = "freeRun";
inline constexpr const char* kTimeOfDay = "timeOfDay";

TTimerState running_state(Time zero_time);
TTimerState paused_state(double duration_ms);

std::optional<RundownTTimer> paused_timer(RundownTTimer timer, Time now);
std::optional<RundownTTimer> resumed_timer(RundownTTimer timer, Time now);
/// Back to its full duration, or zero; paused stays paused.
std::optional<RundownTTimer> restarted_timer(RundownTTimer timer, JobContext& context);

/// Throws when the duration is not above zero.
RundownTTimer with_countdown(RundownTTimer timer, double duration_ms, bool stop_at_zero,
                             bool start_paused, Time now);
RundownTTimer with_free_run(RundownTTimer timer, bool start_paused, Time now);

/// target: an epoch time, or a time of day as text (timers/time_of_day.h). Throws for other texts.
RundownTTimer with_time_of_day(RundownTTimer timer, const Json& target, bool stop_at_zero,
                               JobContext& context);
/// A countdown's length: ms, or {original?, current?}; with only one the other follows from what
/// has passed. Throws for anything but a countdown, and for lengths that aren't above zero.
RundownTTimer with_duration(RundownTTimer timer, const Json& duration, Time now);

/// What a timer shows, and when it is (or would be) zero; nullopt when it isn't set.
std::optional<double> duration_of(const Opt<TTimerState>& state, Time now);
std::optional<Time> zero_time_of(const Opt<TTimerState>& state, Time now);

/// When each anchored timer's part will begin, after what plays and is planned before it.
void recalculate_t_timer_projections(PlayoutModel& model);

}  // namespace takt::playout
