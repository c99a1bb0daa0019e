#include "base/json_codec.h"

namespace takt::reflect {

std::string Path::text() const {
  if (parent_ == nullptr) return std::string(name_);
  std::string text = parent_->text();
  if (name_.empty()) return text + fmt::format("[{}]", index_);
  if (!text.empty()) text.push_back('.');
  return text.append(name_);
}

void fail(const Path& path, std::string_view what) {
  throw ReflectError(fmt::format("{} {}", path.text(), what));
}

const JsonObject& expect_object(const Json& value, const Path& path) {
  if (!value.is_object()) fail(path, "should be an object");
  return value.get_object();
}

const JsonArray& expect_array(const Json& value, const Path& path) {
  if (!value.is_array()) fail(path, "should be an array");
  return value.get_array();
}

std::string expect_string(const Json& value, const Path& path) {
  if (!value.is_string()) fail(path, "should be a string");
  return to_string(value.get_string());
}

double expect_number(const Json& value, const Path& path) {
  const auto number = as_number(value);
  if (!number) fail(path, "should be a number");
  return *number;
}

bool expect_bool(const Json& value, const Path& path) {
  if (!value.is_bool()) fail(path, "should be true or false");
  return value.get_bool();
}

}  // namespace takt::reflect
