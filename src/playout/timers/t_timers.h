#pragma once

// T-timers: the three show timers of a playlist (spec/playout.md section 8). Durations ms, times
// epoch ms. Changes to one timer are pure: nullopt means that the timer can't do that.

#include <optional>

#include "model/playlist.h"

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
std::optional<RundownTTimer> restarted_timer(RundownTTimer timer, Time now);

/// Throws when the duration is not above zero.
RundownTTimer with_countdown(RundownTTimer timer, double duration_ms, bool stop_at_zero,
                             bool start_paused, Time now);
RundownTTimer with_free_run(RundownTTimer timer, bool start_paused, Time now);

/// When each anchored timer's part will begin, after what plays and is planned before it.
void recalculate_t_timer_projections(PlayoutModel& model);

}  // namespace takt::playout
