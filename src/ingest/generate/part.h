#pragma once

// One part of what getSegment gave, as documents.

#include "blueprints/hook_context.h"
#include "ingest/generate/pieces.h"

namespace takt::ingest {

/// `generated`: {part, pieces, adLibPieces, actions}. `known`: the parts of the segment as they were
/// made last. `pieces` gets how to know the part's pieces again. Throws when something is not as it
/// must be.
GeneratedPart generate_part(const Segment& segment, const FlatView& generated, double rank,
                            const BlueprintId& blueprint,
                            const std::vector<blueprints::UserNote>& notes,
                            const std::vector<KnownPart>& known, std::vector<KnownPiece>& pieces);

/// Turns the user edits that a blueprint gave with an object into stored ones.
void translate_user_edits(JsonObject& object, const BlueprintId& blueprint);

}  // namespace takt::ingest
