#include "blueprints/translate.h"

#include <fmt/format.h>

#include <initializer_list>

namespace takt::blueprints {

namespace {

JsonObject pick(const JsonObject& from, std::initializer_list<std::string_view> names) {
  JsonObject picked;
  for (const std::string_view name : names) {
    if (const Json* value = from.if_contains(name)) picked.emplace(name, *value);
  }
  return picked;
}

}  // namespace

std::string translation_namespace(const BlueprintId& blueprint) {
  return fmt::format("blueprint_{}", blueprint);
}

Json wrap_message(const Json& message, const BlueprintId& blueprint) {
  JsonObject wrapped = message.is_object() ? message.get_object() : JsonObject{};
  wrapped["namespaces"] = JsonArray{Json(translation_namespace(blueprint))};
  return wrapped;
}

void wrap_label(JsonObject& item, const BlueprintId& blueprint) {
  const Json* label = item.if_contains("label");
  item["label"] = wrap_message(label ? *label : Json(), blueprint);
}

Json user_edits_from_blueprint(const Json& edits, const BlueprintId& blueprint) {
  if (!edits.is_array()) return edits;
  JsonArray out;
  for (const Json& edit : edits.get_array()) {
    if (!edit.is_object()) continue;
    const JsonObject& whole = edit.get_object();
    const std::string type = string_member(edit, "type");
    JsonObject item;
    if (type == "state" || type == "action") {
      item = pick(whole, {"type", "id", "label", "icon", "iconInactive", "isActive"});
      wrap_label(item, blueprint);
    } else if (type == "form") {
      item = pick(whole, {"type", "id", "label", "schema", "currentValues"});
      wrap_label(item, blueprint);
      // The reference has the bare id here, without its prefix.
      item["translationNamespaces"] = JsonArray{Json(blueprint.str())};
    } else if (type == "sofie") {
      item = pick(whole, {"type", "id", "limitToCurrentPart"});
    } else {
      continue;
    }
    out.push_back(std::move(item));
  }
  return out;
}

Json user_edit_properties_from_blueprint(const Json& properties, const BlueprintId& blueprint) {
  if (!properties.is_object()) return properties;
  JsonObject out = pick(properties.get_object(), {"globalProperties", "pieceTypeProperties"});
  if (const Json* operations = member(properties, "operations");
      operations && operations->is_array()) {
    JsonArray list;
    for (const Json& edit : operations->get_array()) {
      if (!edit.is_object()) continue;
      JsonObject item{{"type", "action"}};
      for (const auto& entry :
           pick(edit.get_object(), {"id", "label", "icon", "iconInactive", "isActive"})) {
        item.emplace(entry.key(), entry.value());
      }
      wrap_label(item, blueprint);
      list.push_back(std::move(item));
    }
    out["operations"] = std::move(list);
  }
  out["translationNamespaces"] = JsonArray{Json(translation_namespace(blueprint))};
  return out;
}

}  // namespace takt::blueprints
