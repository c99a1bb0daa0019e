#pragma once

// The C++ side of a context object: what its methods do. Called on the engine's thread, in the
// middle of a script call, which it may use to start another one (a hook that runs inside a hook).

#include <optional>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "script/value.h"

namespace takt::script {

/// What a host method gives back: undefined, JSON, or a script value made before.
class Reply {
 public:
  Reply() = default;
  Reply(std::nullopt_t) {}
  Reply(Json value) : content_(std::move(value)) {}
  Reply(std::optional<Json> value) {
    if (value) content_ = std::move(*value);
  }
  Reply(Value value) : content_(std::move(value)) {}
  const std::variant<std::monostate, Json, Value>& content() const { return content_; }

 private:
  std::variant<std::monostate, Json, Value> content_;
};

class Host {
 public:
  virtual ~Host() = default;
  /// `args`: as JSON; undefined inside becomes null, at the end it is left out. What this throws
  /// becomes a script error with the same message; when the script lets it pass, the same exception
  /// leaves Realm::call.
  virtual Reply call(std::string_view method, const JsonArray& args) = 0;
  /// takt.hostWithValue(handle, method, value, ...args): `value` comes as it is, so that the host
  /// can call the functions it holds (Realm::call_member).
  virtual Reply call_with(std::string_view method, const Value& value, const JsonArray& args);
};

}  // namespace takt::script
