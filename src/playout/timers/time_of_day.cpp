#include "playout/timers/time_of_day.h"

#include "blueprints/blueprints.h"
#include "playout/timers/words.h"

namespace takt::playout {

std::optional<Time> next_time_of_day(JobContext& context, const Json& target) {
  if (const auto epoch = as_number(target)) return epoch;
  if (!target.is_string() || target.get_string().empty()) return std::nullopt;
  const auto next =
      context.blueprints().call_own(context, time_words().front(), "nextTime", {target});
  return next ? as_number(*next) : std::nullopt;
}

}  // namespace takt::playout
