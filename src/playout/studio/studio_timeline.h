#pragma once

// The studio as a whole: its gateways, and its timeline while no playlist is active.

#include "jobs/job_context.h"

namespace takt::playout {

/// The playout gateways attached to the job's studio.
std::vector<Doc<PeripheralDevice>> playout_gateways(JobContext& context);
bool is_multi_gateway_studio(JobContext& context);

/// Why the studio's baseline timeline is outdated: a reason as spec/jobs.md lists them, or false.
Json outdated_baseline_reason(JobContext& context);

}  // namespace takt::playout
