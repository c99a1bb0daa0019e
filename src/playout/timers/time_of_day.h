#pragma once

// Times of day as people write them ("18:30", "6:30 pm", "half past noon", "in 5 minutes"): the
// next time that is meant, in the process's time zone. Texts are read by chrono-node in the
// thread's script engine (words/), so that they mean what they do in the reference.

#include <optional>

#include "jobs/job_context.h"

namespace takt::playout {

/// A number is an epoch time (ms) and stays as it is. nullopt for what can't be read.
std::optional<Time> next_time_of_day(JobContext& context, const Json& target);

}  // namespace takt::playout
