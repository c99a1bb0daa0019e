#pragma once

// Rehearsal rundowns, made by a show style's blueprint without a newsroom (spec/ingest.md
// section 15).

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_adlib_testing_jobs(JobTable& table);

}  // namespace takt::ingest
