#pragma once

// Putting a playlist on air, or in rehearsal, resetting it, and taking it off (spec/playout.md
// section 1).

#include "playout/model/playout_model.h"

namespace takt::playout {

enum class Reset { if_inactive, always };

/// Throws when another playlist is active.
void activate_playlist(PlayoutModel& model, bool rehearsal, Reset reset);

/// Forgets everything that was played or inserted; an active one begins anew with its first part.
void reset_playlist(PlayoutModel& model);

/// With the blueprint's hook, and the studio's baseline on the timeline.
void deactivate_playlist(PlayoutModel& model);
/// Without these, for a playlist that makes room for another. Gives the rundown that was playing.
Doc<Rundown> deactivate_quietly(PlayoutModel& model);

}  // namespace takt::playout
