#pragma once

// The table of jobs about playlists and the order of their rundowns (queue `studio:<id>`).

#include "jobs/job_spec.h"

namespace takt::ingest {

void add_playlist_jobs(JobTable& table);

}  // namespace takt::ingest
