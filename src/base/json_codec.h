#pragma once

// What the headers of documents need of reflection: the declarations of a struct's JSON functions,
// and the errors that reading raises. The templates are in base/reflect.h.

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace takt::reflect {

/// Thrown when a JSON value doesn't have the form of the struct; names the member.
class ReflectError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where a value stands, linked to its parent; costs nothing until an error prints it.
class Path {
 public:
  explicit Path(std::string_view root = {}) : name_(root) {}
  Path member(std::string_view name) const { return Path(this, name, 0); }
  Path item(size_t index) const { return Path(this, {}, index); }
  std::string text() const;

 private:
  Path(const Path* parent, std::string_view name, size_t index)
      : parent_(parent), name_(name), index_(index) {}
  const Path* parent_ = nullptr;
  std::string_view name_;
  size_t index_ = 0;
};

[[noreturn]] void fail(const Path& path, std::string_view what);
const JsonObject& expect_object(const Json& value, const Path& path);
const JsonArray& expect_array(const Json& value, const Path& path);
std::string expect_string(const Json& value, const Path& path);
double expect_number(const Json& value, const Path& path);
bool expect_bool(const Json& value, const Path& path);

}  // namespace takt::reflect

/// Beside a described struct, in its namespace: declares from_json(out, json, path) and to_json.
#define TAKT_JSON(T)                                                                       \
  void from_json(T& out, const ::takt::Json& value,                                        \
                 const ::takt::reflect::Path& path = ::takt::reflect::Path(#T));           \
  ::takt::Json to_json(const T& value);

/// Beside TAKT_JSON(T), for documents on the take's path: declares append_json, which writes the text of
/// to_json(value) straight into `out`.
#define TAKT_JSON_TEXT(T) void append_json(std::string& out, const T& value);

/// An enumeration that travels as names: TAKT_ENUM_NAMES(Kind, {Kind::a, "a"}, {Kind::b, "b"}).
#define TAKT_ENUM_NAMES(T, ...)                                                  \
  inline auto takt_enum_names(T) {                                               \
    return std::to_array<std::pair<T, const char*>>({__VA_ARGS__});              \
  }

namespace takt {

/// Reads a described struct; throws reflect::ReflectError.
template <class T>
T parse(const Json& value) {
  T out{};
  from_json(out, value);
  return out;
}

}  // namespace takt
