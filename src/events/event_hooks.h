#pragma once

// Calls of a show style's event hooks (spec/blueprints.md section 4, RundownDataChanged and
// RundownTiming). One job, its thread. Throw what the blueprint layer throws.

#include "jobs/job_context.h"

namespace takt::events {

/// What onRundownDataChangedEvent returned; null when there is no such hook.
Json call_rundown_data_changed(JobContext& context, const Rundown& rundown);

/// What onRundownTimingEvent returned; null when there is no such hook.
Json call_rundown_timing(JobContext& context, const Rundown& rundown, const PartInstance& current);

}  // namespace takt::events
