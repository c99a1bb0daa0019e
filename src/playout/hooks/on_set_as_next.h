#pragma once

// The show style's onSetAsNext, called whenever something becomes next (spec/blueprints.md section 2).

#include "playout/model/playout_model.h"

namespace takt::playout {

/// The part that the blueprint wants next instead (null: nothing); nullopt when it is content.
/// Errors of the blueprint become a notification.
std::optional<Doc<Part>> run_on_set_as_next(PlayoutModel& model, PartInstanceModel& instance,
                                            bool manually);

}  // namespace takt::playout
