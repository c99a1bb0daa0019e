#pragma once

// The bucket jobs: items imported, made again, changed, removed (spec/jobs.md). On the ingest
// thread.

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_bucket_jobs(JobTable& table);

}  // namespace takt::ingest
