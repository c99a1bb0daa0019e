#pragma once

// One part of what getSegment gave, as documents.

#include "blueprints/hook_context.h"
#include "ingest/model/ingest_part.h"

namespace takt::ingest {

/// `generated`: {part, pieces, adLibPieces, actions}. Throws when it is not as it must be.
GeneratedPart generate_part(const Segment& segment, Json generated, double rank,
                            const BlueprintId& blueprint,
                            const std::vector<blueprints::UserNote>& notes);

/// Turns the user edits that a blueprint gave with an object into stored ones.
void translate_user_edits(JsonObject& object, const BlueprintId& blueprint);

}  // namespace takt::ingest
