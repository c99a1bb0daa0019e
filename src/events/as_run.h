#pragma once

// Keeps the as-run log (docs/as-run.md): a document of `asRunLog` for each part and piece that was
// taken. Called by the events job that follows every report of a start or stop and every
// deactivation; made again from the instances each time, so that it may be called as often as it
// likes. Rows outlive the instances.

#include "jobs/job_context.h"

namespace takt::events {

/// Rows go when their part was taken so long ago, and beyond so many of a studio, the oldest first.
struct AsRunLimits {
  double keep_ms = 35.0 * 24 * 3600 * 1000;
  size_t rows = 50'000;
};

/// Brings the rows of `instance` up to date and of the one taken before it, makes those of earlier
/// ones that nobody reported of, and, once the playlist has left the instance's activation, brings
/// all of that activation up to date. Removes some old rows.
void note_as_run(JobContext& context, const PartInstance& instance, const AsRunLimits& limits = {});

}  // namespace takt::events
