#pragma once

// What is put in order whenever something else becomes next. Parts of set_next_part.

#include "playout/model/playout_model.h"

namespace takt::playout {

/// Resets instances behind what is next: the rest of the current segment, and all of a segment that
/// is entered or in which the playhead moves back.
void reset_passed_instances(PlayoutModel& model);

/// Asks ingest to remove (or bring back) orphaned segments that nothing plays any more, and resets
/// deleted part instances that aren't selected.
void cleanup_orphaned(PlayoutModel& model);

/// The studio lets a running quick loop skip parts without a duration.
bool loop_needs_duration(PlayoutModel& model);

}  // namespace takt::playout
