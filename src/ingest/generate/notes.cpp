#include "ingest/generate/notes.h"

#include "blueprints/translate.h"

namespace takt::ingest {

namespace {

void add_namespaces(Json* namespaces, std::span<const BlueprintId> blueprints, bool prefixed) {
  if (namespaces == nullptr || !namespaces->is_array()) return;
  for (const BlueprintId& blueprint : blueprints) {
    namespaces->get_array().push_back(
        Json(prefixed ? blueprints::translation_namespace(blueprint) : blueprint.str()));
  }
}

}  // namespace

Note stored_note(NoteSeverity severity, const Json& message,
                 std::span<const BlueprintId> blueprints, const std::string& origin) {
  Note note;
  note.type = severity;
  note.message = parse<TranslatableMessage>(message);
  auto& namespaces = note.message.namespaces.ensure();
  for (const BlueprintId& blueprint : blueprints) {
    namespaces.push_back(blueprints::translation_namespace(blueprint));
  }
  note.origin.ensure().name = origin;
  return note;
}

Note stored_note(const blueprints::UserNote& note, std::span<const BlueprintId> blueprints,
                 const std::string& origin) {
  return stored_note(note.severity, note.message, blueprints, origin);
}

Json user_edits_of(const Json& edits, std::span<const BlueprintId> blueprints) {
  Json out = blueprints::user_edits_from_blueprint(edits, blueprints.front());
  if (!out.is_array()) return out;
  for (Json& edit : out.get_array()) {
    if (!edit.is_object()) continue;
    JsonObject& object = edit.get_object();
    add_namespaces(object.if_contains("translationNamespaces"), blueprints.subspan(1), false);
    Json* label = object.if_contains("label");
    if (label == nullptr || !label->is_object()) continue;
    add_namespaces(label->get_object().if_contains("namespaces"), blueprints.subspan(1), true);
  }
  return out;
}

}  // namespace takt::ingest
