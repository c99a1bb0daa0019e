#pragma once

// The show style's onTimelineGenerate: the blueprint changes a timeline before it goes out
// (spec/blueprints.md section 2). What it throws is logged, and the timeline goes out without it.

#include "blueprints/blueprint.h"
#include "playout/model/playout_model.h"
#include "playout/timeline/generate.h"

namespace takt::playout {

/// The call-out for TimelineInput::on_generate; empty when the blueprint has no such hook. All
/// arguments must outlive it.
std::function<void(const GenerateCall&)> timeline_hook(PlayoutModel& model,
                                                       blueprints::Blueprint& blueprint,
                                                       const ShowStyle& show_style,
                                                       const Rundown& rundown);

}  // namespace takt::playout
