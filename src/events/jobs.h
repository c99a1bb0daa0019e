#pragma once

// The jobs of the events thread (queue `events:<id>`), spec/events-and-devices.md section 1. Their
// errors are logged and never fail the job.

#include "jobs/job_spec.h"

namespace takt::events {

void add_jobs(JobTable& table);

}  // namespace takt::events
