#pragma once

// The studio blueprint's getBaseline: what plays while no playlist is active (spec/blueprints.md
// section 2), and the packages and items that it needs.

#include "jobs/job_context.h"

namespace takt::playout {

struct StudioBaseline {
  std::vector<TimelineObject> objects;
  Opt<std::string> blueprint_id;
  std::string blueprint_hash;
};

/// Writes the baseline's expected packages and playout items. A blueprint that throws counts as one
/// without objects.
StudioBaseline run_get_baseline(JobContext& context);

}  // namespace takt::playout
