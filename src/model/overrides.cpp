#include "model/overrides.h"

#include <charconv>

#include "base/text.h"

namespace takt {

namespace {

/// The child `key` of an object or array, or nullptr.
Json* child(Json& parent, const std::string& key) {
  if (JsonObject* object = parent.if_object()) return object->if_contains(key);
  if (JsonArray* array = parent.if_array()) {
    size_t index = 0;
    const auto parsed = std::from_chars(key.data(), key.data() + key.size(), index);
    if (parsed.ec == std::errc{} && index < array->size()) return &(*array)[index];
  }
  return nullptr;
}

/// Where the last step of `steps` is to be applied; nullptr when its parent isn't there.
Json* parent_of(Json& root, const std::vector<std::string>& steps) {
  Json* at = &root;
  for (size_t i = 0; i + 1 < steps.size() && at != nullptr; ++i) at = child(*at, steps[i]);
  return at;
}

void apply_set(Json& root, const OverrideOp& op) {
  const std::vector<std::string> steps = split(op.path, '.');
  Json* parent = parent_of(root, steps);
  if (parent == nullptr) return;
  if (JsonObject* object = parent->if_object()) {
    if (op.value.absent()) {
      object->erase(steps.back());
    } else {
      (*object)[steps.back()] = op.value ? *op.value : Json(nullptr);
    }
  } else if (Json* item = child(*parent, steps.back())) {
    *item = op.value ? *op.value : Json(nullptr);
  }
}

void apply_delete(Json& root, const OverrideOp& op) {
  const std::vector<std::string> steps = split(op.path, '.');
  Json* parent = parent_of(root, steps);
  if (parent == nullptr || !parent->is_object()) return;
  JsonObject& object = parent->get_object();
  if (const auto found = object.find(steps.back()); found != object.end()) {
    object.stable_erase(found);
  }
}

}  // namespace

JsonObject resolve_overrides(const ObjectWithOverrides& object) {
  Json root = object.defaults;
  for (const OverrideOp& op : object.overrides) {
    if (op.op == "set") apply_set(root, op);
    if (op.op == "delete") apply_delete(root, op);
  }
  return std::move(root.get_object());
}

JsonObject resolve_overrides(const Opt<ObjectWithOverrides>& object) {
  return object ? resolve_overrides(*object) : JsonObject{};
}

const Json* value_at_path(const Json& root, std::string_view path) {
  const Json* at = &root;
  for (const std::string& step : split(path, '.')) {
    at = child(const_cast<Json&>(*at), step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace takt
