#pragma once

// Jobs about rundowns that don't bring new data: what people, playout and the package manager ask
// for (spec/jobs.md, IngestJobs).

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_rundown_jobs(JobTable& table);

}  // namespace takt::ingest
