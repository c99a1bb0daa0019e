#pragma once

// The pieces of part instances, worked out from a model: what pieces/infinites.h needs is gathered
// here.

#include "playout/model/playout_model.h"

namespace takt::playout {

/// The piece instances of a new instance of `part`. Their ids are still to be given. `playing` is
/// the instance on air, or nullptr.
std::vector<PieceInstance> pieces_for_new_instance(PlayoutModel& model, PartInstanceModel* playing,
                                                   const Part& part);

/// The planned piece instances of an instance that exists, as ingest proposes them anew.
std::vector<PieceInstance> pieces_for_instance(PlayoutModel& model, PartInstanceModel* playing,
                                               const Part& part, const PartInstanceId& instance);

/// Renews what the playhead carries from `from` into `to`. Without `from`, the rundown's own pieces.
/// Does nothing without `to`.
void sync_playhead_infinites(PlayoutModel& model, PartInstanceModel* from, PartInstanceModel* to);

}  // namespace takt::playout
