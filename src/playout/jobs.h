#pragma once

// Playout's jobs for the handler table (worker/handler_table.cpp).

#include "jobs/job_spec.h"

namespace takt::playout {

void add_jobs(JobTable& table);

}  // namespace takt::playout
