#pragma once

// Part instances follow what ingest did to their parts: into other segments, to other ranks, and
// orphaned when their part is gone (spec/ingest.md section 9, c, d, g and h). Writes documents of
// the rundown directly; the PlayoutModel is made afterwards. Under the playlist's lock.

#include <unordered_set>

#include "ingest/commit/commit_data.h"

namespace takt::ingest {

/// Adlib parts go along with the part before them when that moved to another segment.
void move_adlib_parts(DocumentView& documents, const IngestModel& model, const BeforeParts& before);

/// All instances of renamed segments and of parts that moved to another segment.
void move_instances(DocumentView& documents, const IngestModel& model, const CommitData& data,
                    const BeforeParts& before);

/// Instances whose part is gone: those on air or next are orphaned, all others reset.
/// `is_there`: whether the rundown has a part.
void release_instances(DocumentView& documents, const RundownId& rundown, const Playlist& playlist,
                       const std::function<bool(const PartId&)>& is_there);

/// Ranks and orphaned marks of the instances in the changed segments. Orphaned instances keep their
/// place between the parts.
void rank_instances(DocumentView& documents, const IngestModel& model,
                    const std::vector<SegmentId>& changed_segments, const BeforeParts& before);

}  // namespace takt::ingest
