#pragma once

// The rules around what is next in a playlist (spec/playout.md section 2). All of them change the
// model only; nothing is saved.

#include "playout/model/playout_model.h"
#include "playout/next/select_next_part.h"

namespace takt::playout {

/// A planned part, an existing part instance, or neither: nothing is next.
struct NextTarget {
  Doc<Part> part;
  PartInstanceModel* instance = nullptr;
  bool consumes_queued_segment = false;
  /// Leave the instance's pieces as they are, infinites included.
  bool keep_pieces = false;

  static NextTarget nothing() { return {}; }
  static NextTarget of(const std::optional<NextPart>& next) {
    return next ? NextTarget{next->part, nullptr, next->consumes_queued_segment, false} : NextTarget{};
  }
};

enum class Chosen { automatically, manually };

/// Makes it next, with everything that follows from that: instances of it, the blueprint's
/// onSetAsNext (which may move on), resets, quick loop, orphans, timers. Throws when it isn't
/// playable here.
void set_next_part(PlayoutModel& model, const NextTarget& target, Chosen chosen,
                   std::optional<double> offset_ms = std::nullopt);

/// The same on an operator's behalf: UserErrors InactiveRundown, DuringHold.
void set_next_by_operator(PlayoutModel& model, NextTarget target, Chosen chosen,
                          std::optional<double> offset_ms = std::nullopt);

/// The part after `previous` (nullptr: the first). `selected` as in SelectNextInput.
std::optional<NextPart> select_next(PlayoutModel& model, PartInstanceModel* previous,
                                    PartInstanceModel* selected = nullptr);

/// Selects and sets what follows the current part.
void select_and_set_next(PlayoutModel& model, PartInstanceModel* previous);

/// The playable parts after the next one, in the order in which they would play; at most `count`.
std::vector<Doc<Part>> parts_after_playhead(PlayoutModel& model, size_t count,
                                            bool ignore_quick_loop = false);

/// By so many parts, or else segments, from what is next (or current); nullptr for nowhere.
struct MoveBy {
  int parts = 0;
  int segments = 0;
  bool ignore_quick_loop = false;
};
Doc<Part> part_at_offset(PlayoutModel& model, const MoveBy& by);

/// After ingest: makes sure that what is next still makes sense. True when the timeline changes.
bool ensure_next_part_is_valid(PlayoutModel& model);

/// Resets part instances that are not already; those not loaded, too, when the model is saved.
/// With `part`, `segments` or `instances` only those; without any, all of the playlist.
struct ResetSelector {
  std::optional<PartId> part;
  std::optional<std::vector<SegmentId>> segments;
  std::optional<std::vector<PartInstanceId>> instances;
  std::vector<PartInstanceId> except;
};
void reset_instances(PlayoutModel& model, const ResetSelector& selector = {});

}  // namespace takt::playout
