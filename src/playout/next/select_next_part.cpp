#include "playout/next/select_next_part.h"

#include "playout/model/quick_loop.h"

namespace takt::playout {

namespace {

namespace ql = quick_loop;

auto in_segment(const SegmentId& segment) {
  return [segment](const Part& part) { return part.segmentId == segment; };
}

class Selection {
 public:
  explicit Selection(const SelectNextInput& input)
      : input_(input),
        looping_(!input.ignore_quick_loop && input.quick_loop && input.quick_loop->running) {}

  std::optional<NextPart> run() const {
    if (looping_ && input_.previous != nullptr) {
      if (const auto wrapped = at_loop_end()) return *wrapped;
    }
    const size_t from = search_start();
    std::optional<NextPart> next = first_playable(from, [](const Part&) { return true; });
    if (input_.queued_segment) {
      const bool leaves = input_.previous == nullptr || !next ||
                          input_.previous->segmentId != next->part->segmentId;
      std::optional<NextPart> queued;
      if (leaves) queued = first_playable(0, in_segment(*input_.queued_segment));
      if (queued) {
        queued->consumes_queued_segment = true;
        next = queued;
      }
    }
    const bool wraps = !input_.ignore_quick_loop && input_.quick_loop && input_.quick_loop->end &&
                       input_.quick_loop->end->type == ql::kPlaylist;
    if (wraps && !next && input_.previous != nullptr && from > 0) return loop_start(from - 1);
    return next;
  }

 private:
  /// The part at `index`, with the selected instance's own in its place.
  Doc<Part> part_at(size_t index) const {
    const Doc<Part>& part = input_.parts[index];
    if (input_.selected && input_.selected->part._id == part->_id) {
      return {input_.selected, &input_.selected->part};
    }
    return part;
  }

  template <class F>
  std::optional<NextPart> first_playable(size_t from, F accepts, size_t to = 0) const {
    const size_t end = to != 0 ? std::min(to, input_.parts.size()) : input_.parts.size();
    for (size_t index = from; index < end; ++index) {
      Doc<Part> part = part_at(index);
      if (input_.ignore_unplayable && !part->playable()) continue;
      if (looping_ && input_.loop_needs_duration && part->expectedDuration.value_or(0.0) <= 0) {
        continue;
      }
      if (accepts(*part)) return NextPart{std::move(part), index, false};
    }
    return std::nullopt;
  }

  std::optional<NextPart> loop_start(size_t to) const {
    const auto& start = input_.quick_loop->start;
    if (!start) return std::nullopt;
    if (start->type == ql::kPart) {
      return first_playable(0, [&](const Part& part) { return start->id == part._id.str(); }, to);
    }
    if (start->type == ql::kSegment) {
      return first_playable(0, in_segment(SegmentId(start->id.value_or(""))), to);
    }
    if (start->type == ql::kPlaylist) {
      return first_playable(0, [](const Part&) { return true; }, to);
    }
    return std::nullopt;
  }

  /// -1 when the previous part isn't planned any more.
  int previous_index() const {
    for (size_t i = 0; i < input_.parts.size(); ++i) {
      if (input_.parts[i]->_id == input_.previous->part._id) return static_cast<int>(i);
    }
    return -1;
  }

  /// What follows the loop's last part; nothing when the previous part isn't that.
  std::optional<std::optional<NextPart>> at_loop_end() const {
    const auto& end = input_.quick_loop->end;
    if (!end) return std::nullopt;
    const auto after = static_cast<size_t>(previous_index() + 1);
    const std::string& part = input_.previous->part._id.str();
    if (end->type == ql::kPart && (end->id == part || end->overridenId == part)) {
      return loop_start(after);
    }
    const SegmentId& segment = input_.previous->part.segmentId;
    if (end->type == ql::kSegment && end->id == segment.str() &&
        !first_playable(after, in_segment(segment))) {
      return loop_start(after);
    }
    return std::nullopt;
  }

  size_t search_start() const {
    if (input_.previous == nullptr) return 0;
    const int index = previous_index();
    if (index >= 0) return static_cast<size_t>(index) + 1;
    const SegmentId& segment = input_.previous->segmentId;
    const auto starts_at = [&](const SegmentId& id) {
      const auto found = std::find_if(input_.parts.begin(), input_.parts.end(),
                                      [&](const Doc<Part>& part) { return part->segmentId == id; });
      return static_cast<size_t>(found - input_.parts.begin());
    };
    const size_t start = starts_at(segment);
    if (start < input_.parts.size()) {
      // After the last part of the segment that was not behind the one that went missing.
      size_t from = start;
      for (size_t i = start; i < input_.parts.size(); ++i) {
        if (input_.parts[i]->segmentId != segment) break;
        if (input_.parts[i]->_rank <= input_.previous->part._rank) from = i + 1;
      }
      return from;
    }
    const auto at = std::find_if(input_.segments.begin(), input_.segments.end(),
                                 [&](const SegmentPtr& other) { return other->id() == segment; });
    if (at == input_.segments.end()) return 0;
    for (auto later = at + 1; later != input_.segments.end(); ++later) {
      const size_t later_start = starts_at((*later)->id());
      if (later_start < input_.parts.size()) return later_start;
    }
    return input_.parts.size() + 1;
  }

  const SelectNextInput& input_;
  bool looping_;
};

}  // namespace

std::optional<NextPart> select_next_part(const SelectNextInput& input) {
  return Selection(input).run();
}

}  // namespace takt::playout
