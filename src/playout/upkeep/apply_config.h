#pragma once

// What a studio blueprint's applyConfig gives, as the defaults of the studio's settings: mappings,
// devices, route sets, package containers (spec/playout.md section 12).

#include "jobs/job_context.h"

namespace takt::playout {

/// `result`: of applyConfig. Gateways whose id starts with one of its parent devices' are given
/// that configuration. Throws when `result` is not an object or has no mappings.
void apply_studio_config(JobContext& context, Studio& studio, const Json& result);

}  // namespace takt::playout
