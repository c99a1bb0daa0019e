#pragma once

// Taking what is next: the order of steps of spec/playout.md section 3.

#include "playout/adlib/queue_part.h"
#include "playout/model/playout_model.h"

namespace takt::playout {

/// Takes. UserErrors TakeBlockedDuration, TakeDuringTransition, TakeCloseToAutonext,
/// TakePartInstanceInvalid. `queue_after`: put in after the part that is taken.
void perform_take(PlayoutModel& model, std::optional<QueuedPart> queue_after = std::nullopt);

// Steps that an autonext has in common with a take.

/// Works out and freezes how `taken` follows `current` (nullptr: nothing), and asks the blueprint how
/// things stood at the end of the latter.
void freeze_part_timings(PlayoutModel& model, const ShowStyle& show_style,
                         const Rundown& take_rundown, PartInstanceModel& taken,
                         PartInstanceModel* current);

/// Leaving a segment inside a running loop resets it for the next round.
void reset_left_segment_in_loop(PlayoutModel& model);

}  // namespace takt::playout
