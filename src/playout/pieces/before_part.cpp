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

/// Puts the pieces from `first` on into storage order. Each place is asked for once.
void sort_by_place(std::vector<Doc<Piece>>& pieces, size_t first,
                   const std::function<uint64_t(const Piece&)>& place) {
  std::vector<std::pair<uint64_t, Doc<Piece>>> placed;
  for (size_t i = first; i < pieces.size(); ++i) {
    placed.emplace_back(place(*pieces[i]), std::move(pieces[i]));
  }
  std::ranges::sort(placed, {}, &std::pair<uint64_t, Doc<Piece>>::first);
  for (size_t i = 0; i < placed.size(); ++i) pieces[first + i] = std::move(placed[i].second);
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
  const size_t own = pieces.size();
  keep_if(pieces, planned.of_segment(part.segmentId), part, [&](const Piece& piece) {
    return is_on_end(piece.lifespan) && piece.startPartId &&
           before.parts.contains(*piece.startPartId);
  });
  const size_t of_segment = pieces.size();
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
  // Each look-up is in storage order by itself.
  const bool of_one_look_up = pieces.size() == of_segment || of_segment == own;
  if (planned.place && !(of_one_look_up && before.rundowns.empty())) {
    sort_by_place(pieces, own, planned.place);
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
