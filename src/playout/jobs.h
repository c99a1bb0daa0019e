#pragma once

// The table of playout's jobs (queue `studio:<id>`): each spec with its handler.

#include "jobs/job_spec.h"

namespace takt::playout {

void add_jobs(JobTable& table);

}  // namespace takt::playout
