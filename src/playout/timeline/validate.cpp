#include "playout/timeline/finish.h"

namespace takt::playout {

namespace {

/// Operators of the resolver's expressions, reserved characters, and those it may use one day.
constexpr std::string_view kForbidden = "&|+-*/%!()#.$=?@{}[]^";
constexpr std::string_view kForbiddenSection = "\u00a7";

constexpr std::array<bool, 256> kIsForbidden = [] {
  std::array<bool, 256> table{};
  for (const char c : kForbidden) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

void check_reference(std::string_view text, std::string_view what) {
  const bool is_forbidden =
      std::ranges::any_of(text,
                          [](char c) { return kIsForbidden[static_cast<unsigned char>(c)]; }) ||
      text.find(kForbiddenSection) != std::string_view::npos;
  if (is_forbidden) {
    throw TimelineInvalid(fmt::format("{} \"{}\" holds reserved characters", what, text));
  }
}

bool has(const Json& enable, std::string_view name) {
  return member(enable, name) != nullptr;
}

void check_one_enable(const Json& enable) {
  const auto refuse = [](std::string_view what) {
    throw TimelineInvalid(fmt::format("enable: {}", what));
  };
  const bool has_span = has(enable, "end") || has(enable, "duration");
  if (has(enable, "start")) {
    if (has(enable, "while")) refuse("start and while can't be combined");
    if (has(enable, "end") && has(enable, "duration")) refuse("end and duration can't be combined");
  } else if (has(enable, "while")) {
    if (has_span) refuse("while and an end or duration can't be combined");
  } else {
    refuse("neither start nor while is set");
  }
}

void check_enable(const Json* enable) {
  if (!truthy(enable)) throw TimelineInvalid("enable is missing");
  if (const JsonArray* array = enable->if_array()) {
    for (const Json& item : *array) check_one_enable(item);
  } else {
    check_one_enable(*enable);
  }
}

class Validator {
 public:
  explicit Validator(size_t count) { ids_.reserve(count); }

  void check(const TimelineObject& object) {
    check_id(object.id);
    if (const auto* layer = object.layer.if_string()) check_reference(*layer, "layer");
    if (!truthy(object.content)) throw TimelineInvalid("content is missing");
    check_enable(&object.enable);
    if (object.keyframes) check_keyframes(*object.keyframes);
    if (object.classes) {
      for (const std::string& name : *object.classes) check_reference(name, "class");
    }
    const bool has_children = object.children && truthy(*object.children);
    if (has_children && !truthy(object.isGroup)) throw TimelineInvalid("children without isGroup");
    if (!has_children && truthy(object.isGroup)) throw TimelineInvalid("isGroup without children");
  }

 private:
  void check_id(std::string_view id) {
    if (id.empty()) throw TimelineInvalid("id is missing");
    check_reference(id, "id");
    if (!ids_.insert(id).second) throw TimelineInvalid("id is not unique");
  }

  void check_keyframes(const Json& keyframes) {
    const JsonArray* array = keyframes.if_array();
    if (array == nullptr) return;
    for (const Json& keyframe : *array) {
      const Json* id = member(keyframe, "id");
      if (id == nullptr || !id->is_string()) throw TimelineInvalid("keyframe: id is missing");
      check_id(id->get_string());
      if (!truthy(member(keyframe, "content"))) {
        throw TimelineInvalid("keyframe: content is missing");
      }
      check_enable(member(keyframe, "enable"));
      const Json* classes = member(keyframe, "classes");
      if (classes == nullptr || !classes->is_array()) continue;
      for (const Json& name : classes->get_array()) {
        if (name.is_string()) check_reference(name.get_string(), "class");
      }
    }
  }

  std::unordered_set<std::string_view> ids_;
};

}  // namespace

void validate_timeline(const std::vector<TimelineObject>& objects) {
  Validator validator(objects.size());
  for (const TimelineObject& object : objects) {
    try {
      validator.check(object);
    } catch (const TimelineInvalid& e) {
      throw TimelineInvalid(fmt::format("Timeline object \"{}\": {}", object.id, e.what()));
    }
  }
}

}  // namespace takt::playout
