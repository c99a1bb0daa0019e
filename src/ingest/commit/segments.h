#pragma once

// Which segments go, stay orphaned, or are hidden when an ingest operation is committed
// (spec/ingest.md section 9, e). A segment that is on air, next or just left is never taken away.

#include "ingest/commit/commit_data.h"

namespace takt::ingest {

/// `rundowns`: the ids of all rundowns in the playlist.
void settle_segments(const DocumentView& documents, IngestModel& model, const Playlist& playlist,
                     const std::vector<Doc<Rundown>>& rundowns,
                     const std::vector<SegmentId>& removed);

}  // namespace takt::ingest
