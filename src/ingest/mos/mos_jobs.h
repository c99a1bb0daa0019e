#pragma once

// The table of MOS jobs (queue `ingest:<id>`).

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_mos_jobs(JobTable& table);

}  // namespace takt::ingest
