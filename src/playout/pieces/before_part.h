#pragma once

// What lies before a part in its playlist, and from where infinite pieces can therefore reach it;
// and the planned pieces that may be active in it. Look-ups go through indexes, so the cost follows
// the size of the segment and the number of lasting pieces, not of the rundown. Pure functions.

#include <functional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/all_documents.h"

namespace takt::playout {

struct BeforePart {
  /// Earlier parts of its segment, those of orphaned instances included.
  std::unordered_set<PartId> parts;
  /// Earlier segments of its rundown (none for a part in an adlib testing segment).
  std::unordered_set<SegmentId> segments;
  /// Earlier rundowns of its playlist, in order (none likewise).
  std::vector<RundownId> rundowns;
};

struct BeforePartInput {
  /// The part's segment; nullptr when it is not there.
  const Segment* segment = nullptr;
  std::span<const Doc<Part>> segment_parts = {};        // of that segment, any order
  std::span<const Doc<Segment>> rundown_segments = {};  // of its rundown, any order
  /// Loaded part instances; the orphaned ones of the segment count.
  std::span<const PartInstance* const> instances = {};
  /// The playlist's rundowns, in order.
  std::span<const RundownId> rundowns = {};
};

/// A segment that an operator plays adlibs in, outside the planned show.
inline bool is_adlib_testing(const Segment& segment) {
  return segment.orphaned && *segment.orphaned == kOrphanedAdlibTesting;
}

BeforePart before_part(const Part& part, const BeforePartInput& input);

/// Look-ups of planned pieces, each in storage order: from the store's indexes, or from an ingest
/// model that is not saved yet.
struct PlannedPieces {
  std::function<std::vector<Doc<Piece>>(const PartId&)> of_part;
  std::function<std::vector<Doc<Piece>>(const SegmentId&)> of_segment;
  /// Those with a lifespan of rundown-end or showstyle-end, and the rundown's own (Index::lasting).
  std::function<std::vector<Doc<Piece>>(const RundownId&)> lasting_of_rundown;
  /// A piece's place in storage order; without it the look-ups stay one behind the other.
  std::function<uint64_t(const Piece&)> place = {};
};

/// The part's own pieces, then the on-end ones that begin before it and may reach it, both in storage
/// order.
std::vector<Doc<Piece>> pieces_that_may_be_active(const PlannedPieces& planned, const Part& part,
                                                  const BeforePart& before);

/// On-end infinites only go on when the playhead goes forward: by rank in the same segment, else by
/// segment. `segment_index` gives a segment's place in the playlist, -1 when it isn't there.
bool is_forward(const PartInstance* playing, const Part& into,
                const std::function<int(const SegmentId&)>& segment_index);

}  // namespace takt::playout
