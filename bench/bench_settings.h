#pragma once

// The settings that benchmarks of the whole path run with: the show of bench/blueprints, and
// studios for it. ChangeSets to commit as the system (LockCoverage::everything).

#include <string>

#include "store/change_set.h"

namespace takt::bench {

/// The show style's blueprint, with or without an onTimelineGenerate.
std::string show_code(bool timeline_hook, bool events_hook = false);
/// Both blueprints and the show style; `show` is the show style's code.
ChangeSet house_settings(std::string show);
Change studio_settings(const std::string& id, JsonObject mappings = {});
/// An output for each of the show's layers.
JsonObject show_mappings();

}  // namespace takt::bench
