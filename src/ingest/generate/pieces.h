#pragma once

// The pieces of a part that getSegment gave. One that was made of the same last time isn't made
// again: mostly a change of a story touches one or two of its pieces.

#include "base/flat_json.h"
#include "blueprints/post_process.h"
#include "ingest/model/known_parts.h"

namespace takt::ingest {

struct MadePieces {
  Docs<Piece> documents;
  /// How to know them again.
  std::vector<KnownPiece> known;
};

/// `before`: the same part as it was made last; null when that is not known.
MadePieces make_pieces(const std::vector<FlatView>& items, const BlueprintId& blueprint,
                       const blueprints::PartOwner& owner, bool invalid, const KnownPart* before);

}  // namespace takt::ingest
