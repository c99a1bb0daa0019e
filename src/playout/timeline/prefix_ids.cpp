#include "playout/timeline/prefix_ids.h"

namespace takt::playout {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string replaced(std::string_view text, const ReplaceId& replace) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (text[i] == '#') {
      while (end < text.size() && is_word(text[end])) ++end;
      const std::string* id = end > i + 1 ? replace(text.substr(i + 1, end - i - 1)) : nullptr;
      if (id != nullptr) {
        out.append("#").append(*id);
        i = end;
        continue;
      }
    }
    out.append(text.substr(i, end - i));
    i = end;
  }
  return out;
}

void replace_in_enable(Json& enable, const ReplaceId& replace) {
  JsonObject* object = enable.if_object();
  if (object == nullptr) return;
  for (auto& entry : *object) {
    const auto* text = entry.value().if_string();
    if (text == nullptr || text->find('#') == std::string_view::npos) continue;
    entry.value() = replaced(*text, replace);
  }
}

}  // namespace

std::string prefixed_id(const TimelineObject& object, std::string_view prefix) {
  return std::string(prefix) + object.originalId.value_or(object.id);
}

void replace_references(Json& enable, const ReplaceId& replace) {
  if (JsonArray* array = enable.if_array()) {
    for (Json& item : *array) replace_in_enable(item, replace);
  } else {
    replace_in_enable(enable, replace);
  }
}

void prefix_ids(std::span<TimelineObject> objects, std::string_view prefix) {
  std::string found;
  const ReplaceId replace = [&](std::string_view id) -> const std::string* {
    // Of several with one id the last counts.
    const auto last = std::find_if(objects.rbegin(), objects.rend(),
                                   [&](const TimelineObject& object) { return object.id == id; });
    if (last == objects.rend()) return nullptr;
    found = prefixed_id(*last, prefix);
    return &found;
  };
  for (TimelineObject& object : objects) replace_references(object.enable, replace);
  for (TimelineObject& object : objects) {
    std::string id = prefixed_id(object, prefix);
    if (!object.originalId) object.originalId = std::move(object.id);
    object.id = std::move(id);
    if (!object.keyframes || !object.keyframes->is_array()) continue;
    for (Json& keyframe : object.keyframes->get_array()) {
      if (!keyframe.is_object()) continue;
      const std::string own = string_member(keyframe, "id", "undefined");
      keyframe.get_object()["id"] = own + "_" + object.id;
    }
  }
}

}  // namespace takt::playout
