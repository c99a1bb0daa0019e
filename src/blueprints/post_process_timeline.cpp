// Timeline objects and packages of blueprint results: the part of post_process.h that all kinds of
// items share.

#include "base/hash.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/post_process.h"
#include "blueprints/validate_timeline.h"

namespace takt::blueprints {

namespace {

bool is_now(const Json* start) {
  return start != nullptr && start->is_string() && start->get_string() == "now";
}

bool starts_now(const Json& enable) {
  if (const JsonArray* list = enable.if_array()) {
    for (const Json& one : *list) {
      if (is_now(member(one, "start"))) return true;
    }
    return false;
  }
  return is_now(member(enable, "start"));
}

void name_keyframes(Json& keyframes, const std::string& object_id) {
  if (!keyframes.is_array()) return;
  size_t index = 0;
  for (Json& keyframe : keyframes.get_array()) {
    const size_t place = index++;
    if (!keyframe.is_object()) continue;
    const Json* id = member(keyframe, "id");
    const std::string own = !truthy(id)       ? std::to_string(place)
                            : id->is_string() ? to_string(id->get_string())
                                              : dump(*id);
    keyframe.get_object()["id"] = fmt::format("{}_keyframe_{}", object_id, own);
  }
}

JsonObject post_process_object(Json& original, std::string_view owner, size_t index,
                               const BlueprintId& blueprint) {
  if (!original.is_object()) refuse_result(blueprint, "a timeline object is no object");
  JsonObject object = std::move(original.get_object());
  if (!truthy(object.if_contains("id")))
    object["id"] = get_hash(fmt::format("{}_{}", owner, index));
  const std::string id = string_member(object, "id");
  object["objectType"] = "rundown";
  const Json* enable = object.if_contains("enable");
  if (enable == nullptr) refuse_result(blueprint, fmt::format("timeline object \"{}\" has no enable", id));
  if (starts_now(*enable)) {
    refuse_result(blueprint, fmt::format("timeline object \"{}\" can't start \"now\"", id));
  }
  const Json* priority = object.if_contains("priority");
  if (priority == nullptr || !priority->is_number()) {
    refuse_result(blueprint, fmt::format("the priority of timeline object \"{}\" is no number", id));
  }
  if (Json* keyframes = object.if_contains("keyframes")) name_keyframes(*keyframes, id);
  return object;
}

JsonArray post_process_baseline(Json objects, std::string_view owner,
                                const BlueprintId& blueprint) {
  std::unordered_set<std::string> used;
  return post_process_timeline_objects(std::move(objects), owner, blueprint, used);
}

}  // namespace

JsonArray post_process_timeline_objects(Json objects, std::string_view owner,
                                        const BlueprintId& blueprint,
                                        std::unordered_set<std::string>& used) {
  JsonArray processed;
  if (!objects.is_array()) refuse_result(blueprint, "the timeline objects are no array");
  processed.reserve(objects.get_array().size());
  for (Json& original : objects.get_array()) {
    JsonObject object = post_process_object(original, owner, processed.size(), blueprint);
    const std::string id = string_member(object, "id");
    if (!used.insert(id).second) {
      refuse_result(blueprint, fmt::format("there are two timeline objects with the id \"{}\"", id));
    }
    processed.push_back(std::move(object));
  }
  try {
    validate_timeline_objects(processed);
  } catch (const TimelineObjectInvalid& error) {
    refuse_result(blueprint, fmt::format("the timeline objects are not valid: {}", error.what()));
  }
  return processed;
}

JsonArray post_process_studio_baseline(Json objects, const BlueprintId& blueprint) {
  return post_process_baseline(std::move(objects), "studio", blueprint);
}

JsonArray post_process_rundown_baseline(Json objects, const BlueprintId& blueprint) {
  return post_process_baseline(std::move(objects), "baseline", blueprint);
}

void fill_package_hashes(Json& packages) {
  if (!packages.is_array()) return;
  for (Json& package : packages.get_array()) {
    if (!package.is_object()) continue;
    JsonObject& members = package.get_object();
    JsonObject hashed;
    for (const std::string_view name : {"content", "version"}) {
      if (const Json* value = members.if_contains(name)) hashed[name] = *value;
    }
    members["contentVersionHash"] = hash_object(hashed);
  }
}

}  // namespace takt::blueprints
