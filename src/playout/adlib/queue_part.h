#pragma once

// A part that isn't planned, put in after the current one and made next (spec/playout.md section 5).

#include "playout/model/playout_model.h"

namespace takt::playout {

/// Rank, segment and rundown of the part are filled in.
struct QueuedPart {
  Part part;
  std::vector<Piece> pieces;
};

/// `adlib_id`: the adlib that the pieces come from.
PartInstanceModel& insert_queued_part(PlayoutModel& model, PartInstanceModel& after,
                                      QueuedPart queued, const Opt<std::string>& adlib_id = {});

}  // namespace takt::playout
