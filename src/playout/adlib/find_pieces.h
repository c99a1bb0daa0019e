#pragma once

// Pieces played or planned before on a source layer (spec/blueprints.md section 4). Reads committed
// documents, not what the running job has changed.

#include "playout/model/playout_model.h"

namespace takt::playout {

struct PieceSearch {
  std::vector<std::string> layers;
  bool exclude_current_part = false;
  /// Leaves out adlibs.
  bool original_only = false;
  /// Members of privateData (dots lead deeper) with the values they must have; null: none.
  Json private_data_filter;
};

/// The one that started last in this activation; nullptr when there is none.
Doc<PieceInstance> find_last_piece_on_layer(PlayoutModel& model, const PieceSearch& search);

/// The planned piece that begins last before now, in the last part up to the current one that has any.
Doc<Piece> find_last_scripted_piece_on_layer(PlayoutModel& model, const PieceSearch& search);

}  // namespace takt::playout
