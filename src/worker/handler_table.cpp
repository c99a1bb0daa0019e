#include "worker/handler_table.h"

#include "events/jobs.h"
#include "ingest/jobs.h"
#include "playout/jobs.h"

namespace takt::worker {

JobTable make_job_table() {
  JobTable table;
  playout::add_jobs(table);
  ingest::add_jobs(table);
  events::add_jobs(table);
  return table;
}

}  // namespace takt::worker
