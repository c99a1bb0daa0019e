#pragma once

// How near an autonext is. Pure but for the clock in the model.

#include "playout/model/playout_model.h"

namespace takt::playout {

/// How long before (and after) an autonext nothing more is accepted: ms.
enum class CloseTo : int { take = 1000, update = 5000 };

bool is_too_close_to_autonext(PlayoutModel& model, PartInstanceModel& instance, CloseTo what);

}  // namespace takt::playout
