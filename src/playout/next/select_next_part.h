#pragma once

// Which part follows another: the next playable one, unless a queued segment or the quick loop says
// otherwise (spec/playout.md section 2). Pure.

#include <optional>
#include <span>

#include "playout/model/playout_rundown.h"

namespace takt::playout {

struct NextPart {
  Doc<Part> part;
  /// Its place in the list of parts that was given.
  size_t index = 0;
  /// Taking it uses up the playlist's queued segment.
  bool consumes_queued_segment = false;
};

struct SelectNextInput {
  Opt<SegmentId> queued_segment;
  Opt<QuickLoop> quick_loop;
  /// The part instance before; nullptr at the start of the playlist.
  const PartInstance* previous = nullptr;
  /// The instance that is next so far: its part stands for the planned one. May be null.
  Doc<PartInstance> selected;
  std::span<const SegmentPtr> segments;
  std::span<const Doc<Part>> parts;
  bool ignore_unplayable = true;
  bool ignore_quick_loop = false;
  /// The studio lets a running loop skip parts without a duration.
  bool loop_needs_duration = false;
};

std::optional<NextPart> select_next_part(const SelectNextInput& input);

}  // namespace takt::playout
