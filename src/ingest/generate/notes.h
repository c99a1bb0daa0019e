#pragma once

// Notes of blueprints as they are stored on rundowns, segments and parts.

#include <span>

#include "blueprints/hook_context.h"

namespace takt::ingest {

/// With the namespaces of `blueprints`, and the name of where it comes from.
Note stored_note(const blueprints::UserNote& note, std::span<const BlueprintId> blueprints,
                 const std::string& origin);
Note stored_note(NoteSeverity severity, const Json& message,
                 std::span<const BlueprintId> blueprints, const std::string& origin);

/// User edits of a rundown are translated by its show style's blueprint, and by the studio's.
Json user_edits_of(const Json& edits, std::span<const BlueprintId> blueprints);

}  // namespace takt::ingest
