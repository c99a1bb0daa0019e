#pragma once

// A hold: the take goes ahead while pieces of the part before stay (spec/playout.md section 4).

#include "playout/model/playout_model.h"

namespace takt::playout {

/// The take of a pending hold: pieces of `from` that allow it go on in `to`.
void begin_hold(PlayoutModel& model, PartInstanceModel* from, PartInstanceModel& to);

/// Ends what the hold had extended into `current`.
void complete_hold(PlayoutModel& model, const ShowStyle& show_style, PartInstanceModel* current);

}  // namespace takt::playout
