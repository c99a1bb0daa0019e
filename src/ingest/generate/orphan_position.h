#pragma once

// Orphaned segments keep a place among the others while those are generated, where the studio wants
// that (preserveOrphanedSegmentPositionInRundown; spec/ingest.md section 7).

#include "ingest/model/ingest_model.h"

namespace takt::ingest {

/// Run once for every segment that was generated, as the reference does: each run puts every orphan
/// right behind the segment that follows it now.
void keep_orphans_in_place(IngestModel& model);

}  // namespace takt::ingest
