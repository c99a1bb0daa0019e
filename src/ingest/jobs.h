#pragma once

// The table of newsroom and bucket jobs (queue `ingest:<id>`): each spec with its handler.

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_jobs(JobTable& table);

}  // namespace takt::ingest
