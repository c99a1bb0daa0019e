#include "playout/pieces/before_part.h"

#include "playout/pieces/infinites.h"

namespace takt::playout {

namespace {

void keep_if(std::vector<Doc<Piece>>& out, std::vector<Doc<Piece>> candidates, const Part& part,
             const std::function<bool(const Piece&)>& wanted) {
  for (Doc<Piece>& piece : candidates) {
    if (truthy(piece->invalid) || piece->startPartId == part._id) continue;
    if (wanted(*piece)) out.push_back(std::move(piece));
  }
}

}  // namespace

BeforePart before_part(const Part& part, const BeforePartInput& input) {
  BeforePart before;
  for (const Doc<Part>& other : input.segment_parts) {
    if (other->_rank < part._rank) before.parts.insert(other->_id);
  }
  for (const PartInstance* instance : input.instances) {
    const bool is_orphan_before = instance->segmentId == part.segmentId && instance->orphaned &&
                                  instance->part._rank < part._rank;
    if (is_orphan_before) before.parts.insert(instance->part._id);
  }
  if (input.segment != nullptr && is_adlib_testing(*input.segment)) return before;
  for (const Doc<Segment>& other : input.rundown_segments) {
    if (input.segment == nullptr) break;
    if (other->_rank < input.segment->_rank && !is_adlib_testing(*other)) {
      before.segments.insert(other->_id);
    }
  }
  const auto own = std::ranges::find(input.rundowns, part.rundownId);
  if (own != input.rundowns.end()) before.rundowns.assign(input.rundowns.begin(), own);
  return before;
}

std::vector<Doc<Piece>> pieces_that_may_be_active(const PlannedPieces& planned, const Part& part,
                                                  const BeforePart& before) {
  std::vector<Doc<Piece>> pieces = planned.of_part(part._id);
  const auto own = static_cast<std::ptrdiff_t>(pieces.size());
  keep_if(pieces, planned.of_segment(part.segmentId), part, [&](const Piece& piece) {
    return is_on_end(piece.lifespan) && piece.startPartId &&
           before.parts.contains(*piece.startPartId);
  });
  if (!before.segments.empty()) {
    keep_if(pieces, planned.lasting_of_rundown(part.rundownId), part, [&](const Piece& piece) {
      return is_on_end(piece.lifespan) && piece.startSegmentId &&
             before.segments.contains(*piece.startSegmentId);
    });
  }
  for (const RundownId& rundown : before.rundowns) {
    keep_if(pieces, planned.lasting_of_rundown(rundown), part,
            [](const Piece& piece) { return piece.lifespan == PieceLifespan::OutOnShowStyleEnd; });
  }
  if (planned.place) {
    std::ranges::sort(pieces.begin() + own, pieces.end(), {},
                      [&](const Doc<Piece>& piece) { return planned.place(*piece); });
  }
  return pieces;
}

bool is_forward(const PartInstance* playing, const Part& into,
                const std::function<int(const SegmentId&)>& segment_index) {
  if (playing == nullptr) return false;
  // Ranks decide within a segment, so that orphaned parts count as well.
  if (into.segmentId == playing->segmentId) return into._rank > playing->part._rank;
  const int from = segment_index(playing->segmentId);
  const int to = segment_index(into.segmentId);
  return from >= 0 && to >= 0 && to >= from;
}

}  // namespace takt::playout
