#pragma once

// All jobs of the program: those of playout, ingest and events in one table. Made once at start,
// shared by all threads after that.

#include "jobs/job_spec.h"

namespace takt::worker {

JobTable make_job_table();

}  // namespace takt::worker
