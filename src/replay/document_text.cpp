#include "replay/document_text.h"

namespace takt::replay {

namespace {

bool holds_json_text(std::string_view key) {
  return key == "timelineBlob" || key == "timelineObjectsString" || key == "snapshotJson";
}

template <class F>
Json map_json_texts(const Json& value, const F& convert) {
  if (const JsonArray* array = value.if_array()) {
    JsonArray out;
    out.reserve(array->size());
    for (const Json& item : *array) out.push_back(map_json_texts(item, convert));
    return out;
  }
  const JsonObject* object = value.if_object();
  if (object == nullptr) return value;
  JsonObject out;
  for (const auto& entry : *object) {
    out.emplace(entry.key(), holds_json_text(entry.key()) ? convert(entry.value())
                                                          : map_json_texts(entry.value(), convert));
  }
  return out;
}

}  // namespace

Json decode_json_texts(const Json& value) {
  const auto decode = [](const Json& text) {
    if (!text.is_string()) return text;
    try {
      return decode_json_texts(parse_json(text.get_string()));
    } catch (const JsonError&) {
      return text;
    }
  };
  return map_json_texts(value, decode);
}

Json encode_json_texts(const Json& value) {
  return map_json_texts(value, [](const Json& json) {
    return json.is_string() ? json : Json(dump(encode_json_texts(json)));
  });
}

}  // namespace takt::replay
