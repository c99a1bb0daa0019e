#pragma once

// Part instances follow what ingest did to their parts: into other segments, to other ranks, and
// orphaned when their part is gone (spec/ingest.md section 9, c, d, g and h). Writes documents of
// the rundown directly; the PlayoutModel is made afterwards. Under the playlist's lock, but where it
// says otherwise.

#include <unordered_set>

#include "ingest/commit/commit_data.h"

namespace takt::ingest {

/// Adlib parts go along with the part before them when that moved to another segment.
void move_adlib_parts(DocumentView& documents, const IngestModel& model, const BeforeParts& before);

/// What goes into another segment: all of some segments, and single parts.
struct SegmentMove {
  SegmentId to;
  std::unordered_set<SegmentId> from_segments;
  std::unordered_set<PartId> parts;
};

/// Renamed segments, and parts that moved to another one. Needs no lock but the rundown's.
std::vector<SegmentMove> segment_moves(const IngestModel& model, const CommitData& data,
                                       const BeforeParts& before);
/// The instances of these go along.
void move_instances(DocumentView& documents, const RundownId& rundown,
                    const std::vector<SegmentMove>& moves);

/// Instances whose part is gone: those on air or next are orphaned, all others reset.
/// `is_there`: whether the rundown has a part.
void release_instances(DocumentView& documents, const RundownId& rundown, const Playlist& playlist,
                       const std::function<bool(const PartId&)>& is_there);

/// Ranks and orphaned marks of the instances in the changed segments. Orphaned instances keep their
/// place between the parts.
void rank_instances(DocumentView& documents, const IngestModel& model,
                    const std::vector<SegmentId>& changed_segments, const BeforeParts& before);

}  // namespace takt::ingest
