#include "events/timecode.h"

#include <fmt/format.h>

#include <cmath>
#include <ctime>

namespace takt::events {

namespace {

bool is_fractional(double frame_rate) {
  return frame_rate != std::floor(frame_rate);
}

/// Frames are counted at the rounded rate; drop frame leaves out the first numbers of every minute
/// but each tenth, so that the count keeps up with the clock.
std::string text_of(int64_t frames, double frame_rate) {
  const int64_t per_second = std::lround(frame_rate);
  const bool drops = is_fractional(frame_rate);
  if (drops) {
    const int64_t dropped = std::lround(frame_rate * 0.066666);
    const int64_t per_ten_minutes = std::lround(frame_rate * 600);
    const int64_t per_minute = per_second * 60 - dropped;
    const int64_t tens = frames / per_ten_minutes;
    const int64_t rest = frames % per_ten_minutes;
    frames += 9 * dropped * tens;
    if (rest > dropped) frames += dropped * ((rest - dropped) / per_minute);
  }
  const int64_t seconds = frames / per_second;
  return fmt::format("{:02}:{:02}:{:02}{}{:02}", seconds / 3600 % 24, seconds / 60 % 60,
                     seconds % 60, drops ? ';' : ':', frames % per_second);
}

}  // namespace

std::string duration_timecode(double duration, double frame_rate) {
  return text_of(static_cast<int64_t>(std::floor(duration * frame_rate / 1000)), frame_rate);
}

std::string time_of_day_timecode(Time time, double frame_rate) {
  const auto seconds = static_cast<std::time_t>(std::floor(time / 1000));
  std::tm local{};
  localtime_r(&seconds, &local);
  const double in_day = (local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec) * 1000.0 +
                        (time - static_cast<double>(seconds) * 1000);
  // In this order, so that a time on a frame's edge rounds as it always has.
  return text_of(static_cast<int64_t>(std::floor(in_day / 1000 * frame_rate)), frame_rate);
}

}  // namespace takt::events
