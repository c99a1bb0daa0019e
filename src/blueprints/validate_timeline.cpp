#include "blueprints/validate_timeline.h"

#include <fmt/format.h>

namespace takt::blueprints {

namespace {

/// Operators of expressions, characters of references, and those kept for later.
constexpr std::string_view kReserved = "&|+-*/%!()#.$=?@{}[]^";
constexpr std::string_view kReservedSection = "\u00a7";

[[noreturn]] void refuse(std::string what) {
  throw TimelineObjectInvalid(std::move(what));
}

void check_name(std::string_view text, std::string_view what) {
  if (text.find_first_of(kReserved) == text.npos && text.find(kReservedSection) == text.npos)
    return;
  refuse(fmt::format("{} \"{}\" has reserved characters", what, text));
}

std::string text_of(const Json& value) {
  return value.is_string() ? to_string(value.get_string()) : dump(value);
}

void check_enable(const Json& enable) {
  const auto has = [&](std::string_view name) { return member(enable, name) != nullptr; };
  if (has("start")) {
    if (has("while")) refuse("enable has both start and while");
    if (has("end") && has("duration")) refuse("enable has both end and duration");
  } else if (has("while")) {
    if (has("end") || has("duration")) refuse("enable has while and an end");
  } else {
    refuse("enable has neither start nor while");
  }
}

class Validator {
 public:
  void check_object(const Json& object) {
    if (!object.is_object()) refuse("a timeline object is no object");
    const Json* id = member(object, "id");
    try {
      check_common(object);
      const Json* layer = member(object, "layer");
      if (layer == nullptr) refuse("it has no layer (an empty text stands for none)");
      check_name(text_of(*layer), "layer");
      check_keyframes(member(object, "keyframes"));
      check_children(object);
      const Json* priority = member(object, "priority");
      if (priority && !priority->is_number()) refuse("priority is no number");
    } catch (const TimelineObjectInvalid& error) {
      refuse(fmt::format("object \"{}\": {}", id ? text_of(*id) : "", error.what()));
    }
  }

 private:
  /// What objects and keyframes share.
  void check_common(const Json& item) {
    const std::string id = string_member(item, "id");
    if (id.empty()) refuse("it has no id");
    check_name(id, "id");
    if (!ids_.insert(id).second) refuse(fmt::format("id \"{}\" is not unique", id));
    if (!truthy(member(item, "content"))) refuse("it has no content");
    const Json* enable = member(item, "enable");
    if (!truthy(enable)) refuse("it has no enable");
    if (const JsonArray* list = enable->if_array()) {
      for (const Json& one : *list) check_enable(one);
    } else {
      check_enable(*enable);
    }
    const Json* classes = member(item, "classes");
    if (classes == nullptr || !classes->is_array()) return;
    for (const Json& name : classes->get_array()) {
      if (!truthy(name)) continue;
      if (!name.is_string()) refuse("a class is no text");
      check_name(name.get_string(), "class");
    }
  }

  void check_keyframes(const Json* keyframes) {
    if (!truthy(keyframes) || !keyframes->is_array()) return;
    for (const Json& keyframe : keyframes->get_array()) {
      if (!keyframe.is_object()) refuse("a keyframe is no object");
      check_common(keyframe);
    }
  }

  void check_children(const Json& object) {
    const Json* children = member(object, "children");
    const bool is_group = truthy(member(object, "isGroup"));
    if (truthy(children) && !is_group) refuse("it has children and isn't a group");
    if (is_group && !truthy(children)) refuse("it is a group without children");
    if (!truthy(children) || !children->is_array()) return;
    for (const Json& child : children->get_array()) check_object(child);
  }

  std::unordered_set<std::string> ids_;
};

}  // namespace

void validate_timeline_objects(const JsonArray& objects) {
  Validator validator;
  for (const Json& object : objects) validator.check_object(object);
}

}  // namespace takt::blueprints
