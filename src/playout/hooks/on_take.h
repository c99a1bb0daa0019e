#pragma once

// The show style's onTake, called before what is next is taken (spec/blueprints.md section 2).

#include "playout/adlib/queue_part.h"
#include "playout/model/playout_model.h"

namespace takt::playout {

struct OnTakeOutcome {
  bool aborted = false;
  /// To be inserted after the part that is taken.
  std::optional<QueuedPart> queue_after;
};

/// `rundown`: of the part that is taken. Errors of the blueprint become a notification.
OnTakeOutcome run_on_take(PlayoutModel& model, PlayoutRundown& rundown);

}  // namespace takt::playout
