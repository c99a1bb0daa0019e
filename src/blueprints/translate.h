#pragma once

// Texts from a blueprint with the namespace in which their translations stand
// (`blueprint_<document id>`), and the user edits that carry such texts. Pure functions.

#include <string>

#include "base/json.h"
#include "model/ids.h"

namespace takt::blueprints {

std::string translation_namespace(const BlueprintId& blueprint);

/// {key, args?} -> {key, args?, namespaces}. Anything but an object becomes {namespaces}, as the
/// reference's spreading does.
Json wrap_message(const Json& message, const BlueprintId& blueprint);

/// The same for an item's label, which it always has afterwards.
void wrap_label(JsonObject& item, const BlueprintId& blueprint);

/// From a blueprint's result to what is stored; unknown types are dropped.
Json user_edits_from_blueprint(const Json& edits, const BlueprintId& blueprint);
Json user_edit_properties_from_blueprint(const Json& properties, const BlueprintId& blueprint);

}  // namespace takt::blueprints
