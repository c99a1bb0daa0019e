#include "door/ingest_check.h"

#include "base/json_codec.h"
#include "base/user_error.h"

namespace takt::door {

namespace {

using reflect::Path;

std::string text_of(const JsonObject& object, std::string_view key, const Path& path) {
  const Json* value = object.if_contains(key);
  if (value == nullptr) reflect::fail(path.member(key), "is missing");
  std::string text = reflect::expect_string(*value, path.member(key));
  if (text.empty()) reflect::fail(path.member(key), "is empty");
  return text;
}

void check_rank(const JsonObject& object, const Path& path) {
  const Json* rank = object.if_contains("rank");
  if (rank == nullptr) reflect::fail(path.member("rank"), "is missing");
  reflect::expect_number(*rank, path.member("rank"));
}

void check_name(const JsonObject& object, const Path& path) {
  const Json* name = object.if_contains("name");
  if (name == nullptr) reflect::fail(path.member("name"), "is missing");
  reflect::expect_string(*name, path.member("name"));
}

const JsonArray& list_of(const JsonObject& object, std::string_view key, const Path& path) {
  const Json* list = object.if_contains(key);
  if (list == nullptr) reflect::fail(path.member(key), "is missing");
  return reflect::expect_array(*list, path.member(key));
}

/// Notes an externalId; refuses one that is there already.
void note_id(const std::string& id, std::set<std::string>& seen, const Path& path) {
  if (seen.insert(id).second) return;
  reflect::fail(path.member("externalId"), fmt::format("\"{}\" is there twice", id));
}

void check_segment(const Json& value, const Path& path, std::set<std::string>& segments,
                   std::set<std::string>& parts_seen) {
  const JsonObject& segment = reflect::expect_object(value, path);
  note_id(text_of(segment, "externalId", path), segments, path);
  check_name(segment, path);
  check_rank(segment, path);
  const JsonArray& parts = list_of(segment, "parts", path);
  const Path parts_path = path.member("parts");
  for (size_t i = 0; i < parts.size(); ++i) {
    const Path part_path = parts_path.item(i);
    const JsonObject& part = reflect::expect_object(parts[i], part_path);
    note_id(text_of(part, "externalId", part_path), parts_seen, part_path);
    check_name(part, part_path);
    check_rank(part, part_path);
  }
}

}  // namespace

void check_ingest_rundown(const Json& rundown) {
  try {
    const Path path("rundown");
    const JsonObject& object = reflect::expect_object(rundown, path);
    text_of(object, "externalId", path);
    check_name(object, path);
    text_of(object, "type", path);
    const JsonArray& segments = list_of(object, "segments", path);
    const Path segments_path = path.member("segments");
    std::set<std::string> segments_seen;
    std::set<std::string> parts_seen;
    for (size_t i = 0; i < segments.size(); ++i) {
      check_segment(segments[i], segments_path.item(i), segments_seen, parts_seen);
    }
  } catch (const reflect::ReflectError& error) {
    throw UserError(UserErrorKey::PayloadInvalid, {{"message", error.what()}}, 400);
  }
}

}  // namespace takt::door
