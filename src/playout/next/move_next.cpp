// Moving what is next by parts or segments, and what comes after it.

#include "playout/model/quick_loop.h"
#include "playout/next/cleanup.h"
#include "playout/next/next_part.h"

namespace takt::playout {

namespace {

/// What a move can choose from: the whole playlist, or a quick loop in which it goes round.
struct Field {
  std::vector<SegmentPtr> segments;
  std::vector<Doc<Part>> parts;
  bool wraps = false;
};

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

Field field_for(PlayoutModel& model, const Part& reference, bool ignore_quick_loop) {
  Field field{model.ordered_segments(), model.ordered_parts(), false};
  const auto& loop = model.playlist().quickLoop;
  if (ignore_quick_loop || !loop || !loop->start || !loop->end) return field;
  const auto range = quick_loop::parts_between(model, *loop->start, *loop->end);
  if (!contains(range.parts, reference._id)) return field;
  std::erase_if(field.parts, [&](const auto& part) { return !contains(range.parts, part->_id); });
  std::erase_if(field.segments,
                [&](const auto& segment) { return !contains(range.segments, segment->id()); });
  field.wraps = true;
  return field;
}

/// `index` moved by `by` among `count`; -1 for outside.
int moved(int index, int by, size_t count, bool wraps) {
  const int size = static_cast<int>(count);
  int target = index + by;
  if (wraps) target = ((target % size) + size) % size;
  return target >= 0 && target < size ? target : -1;
}

Doc<Part> by_segments(Field field, const Part& reference, const PartInstance* current, int by) {
  std::erase_if(field.segments, [&](const SegmentPtr& segment) {
    return segment->id() != reference.segmentId && truthy(segment->segment->isHidden) &&
           !segment->is_adlib_testing();
  });
  const auto at = std::find_if(field.segments.begin(), field.segments.end(), [&](const auto& other) {
    return other->id() == reference.segmentId;
  });
  if (at == field.segments.end()) {
    throw std::runtime_error(fmt::format("Segment \"{}\" not found!", reference.segmentId));
  }
  const int target = moved(static_cast<int>(at - field.segments.begin()), by,
                           field.segments.size(), field.wraps);
  if (target < 0) return nullptr;
  const int step = by > 0 ? 1 : -1;
  const int size = static_cast<int>(field.segments.size());
  for (int i = target; i >= 0 && i < size; i += step) {
    const SegmentId& segment = field.segments[static_cast<size_t>(i)]->id();
    for (const Doc<Part>& part : field.parts) {
      if (part->segmentId != segment || !part->playable()) continue;
      if (current == nullptr || part->_id != current->part._id) return part;
    }
  }
  return nullptr;
}

/// The reference part may not be planned any more: it then stands where it would be, by rank.
size_t insert_by_rank(std::vector<Doc<Part>>& parts, const std::vector<SegmentPtr>& segments,
                      const Doc<Part>& part) {
  const auto place = [&](const SegmentId& id) {
    const auto found = std::find_if(segments.begin(), segments.end(),
                                    [&](const auto& segment) { return segment->id() == id; });
    return found - segments.begin();
  };
  const auto segment = place(part->segmentId);
  size_t at = 0;
  while (at < parts.size()) {
    const auto other = place(parts[at]->segmentId);
    if (other > segment || (other == segment && parts[at]->_rank > part->_rank)) break;
    ++at;
  }
  parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), part);
  return at;
}

Doc<Part> by_parts(Field field, const Doc<Part>& reference, const PartInstance* current, int by) {
  std::erase_if(field.parts, [&](const Doc<Part>& part) {
    return part->_id != reference->_id && !part->playable();
  });
  const auto found = std::find_if(field.parts.begin(), field.parts.end(), [&](const auto& part) {
    return part->_id == reference->_id;
  });
  const size_t index = found != field.parts.end()
                           ? static_cast<size_t>(found - field.parts.begin())
                           : insert_by_rank(field.parts, field.segments, reference);
  int target = moved(static_cast<int>(index), by, field.parts.size(), field.wraps);
  if (target < 0) return nullptr;
  const auto part_at = [&](int i) { return field.parts[static_cast<size_t>(i)]; };
  if (current != nullptr && part_at(target)->_id == current->part._id) {
    target = moved(target, by > 0 ? 1 : -1, field.parts.size(), false);
    if (target < 0) return nullptr;
  }
  return part_at(target);
}

}  // namespace

Doc<Part> part_at_offset(PlayoutModel& model, const MoveBy& by) {
  PartInstanceModel* current = model.current();
  PartInstanceModel* from = model.next() != nullptr ? model.next() : current;
  if (from == nullptr) {
    throw std::runtime_error(
        fmt::format("RundownPlaylist \"{}\" has no next and no current part!", model.id()));
  }
  const Doc<Part> reference = from->share_part();
  const PartInstance* current_document = current != nullptr ? &**current : nullptr;
  Field field = field_for(model, *reference, by.ignore_quick_loop);
  if (by.segments != 0) {
    return by_segments(std::move(field), *reference, current_document, by.segments);
  }
  if (by.parts != 0) return by_parts(std::move(field), reference, current_document, by.parts);
  throw std::runtime_error("Missing delta to move by!");
}

std::vector<Doc<Part>> parts_after_playhead(PlayoutModel& model, size_t count,
                                            bool ignore_quick_loop) {
  if (count == 0) return {};
  const PartInstanceModel* current = model.current();
  const PartInstanceModel* next = model.next();
  const bool used_up = next != nullptr &&
                       (current == nullptr || (*current)->segmentId != (*next)->segmentId);
  SelectNextInput input;
  if (!used_up) input.queued_segment = model.playlist().queuedSegmentId;
  input.quick_loop = model.playlist().quickLoop;
  const PartInstanceModel* previous = next != nullptr ? next : current;
  input.previous = previous != nullptr ? &**previous : nullptr;
  input.segments = model.ordered_segments();
  input.parts = model.ordered_parts();
  input.ignore_quick_loop = ignore_quick_loop;
  input.loop_needs_duration = loop_needs_duration(model);
  const auto first = select_next_part(input);
  if (!first) return {};

  std::vector<Doc<Part>> out;
  const auto parts = input.parts.subspan(first->index);
  const auto add = [&](auto accepts) {
    for (const Doc<Part>& part : parts) {
      if (out.size() == count) return;
      if (part->playable() && accepts(*part)) out.push_back(part);
    }
  };
  const auto in_queued = [&](const Part& part) { return part.segmentId == *input.queued_segment; };
  const bool jumps = input.queued_segment && !first->consumes_queued_segment &&
                     std::any_of(parts.begin(), parts.end(), [&](const Doc<Part>& part) {
                       return part->playable() && in_queued(*part);
                     });
  if (!jumps) {
    add([](const Part&) { return true; });
    return out;
  }
  // The rest of the segment, then from the queued one on.
  add([&](const Part& part) { return part.segmentId == first->part->segmentId; });
  bool reached = false;
  add([&](const Part& part) { return reached = reached || in_queued(part); });
  return out;
}

}  // namespace takt::playout
