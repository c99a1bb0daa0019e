#pragma once

// Values between JSON and the engine, directly. What script code runs on the way (getters, toJSON)
// is part of the running call. Only script/*.cpp include this.

#include <js/Array.h>
#include <jsapi.h>

#include <optional>
#include <string>

#include "base/flat_json.h"

namespace takt::script {

/// Thrown where an engine function failed and left its exception pending: unwinds C++ up to the
/// call's or the native function's edge.
struct Pending {};

/// False with an exception pending.
[[nodiscard]] bool to_js(JSContext* cx, const Json& value, JS::MutableHandleValue out);

/// Gives `into` a member, or these members. False with an exception pending.
[[nodiscard]] bool define_member(JSContext* cx, JS::HandleObject into, std::string_view name,
                                 JS::HandleValue value);
[[nodiscard]] bool define_members(JSContext* cx, JS::HandleObject into, const JsonObject& members);

/// An array of what make(item, place) puts into each place; that and this give false with an
/// exception pending.
template <class Items, class Make>
[[nodiscard]] bool array_to_js(JSContext* cx, const Items& items, const Make& make,
                               JS::MutableHandleValue out) {
  JS::RootedValueVector values(cx);
  if (!values.resize(items.size())) {
    JS_ReportOutOfMemory(cx);
    return false;
  }
  for (size_t i = 0; i < items.size(); ++i) {
    if (!make(items[i], values[i])) return false;
  }
  JSObject* made = JS::NewArrayObject(cx, values);
  if (made == nullptr) return false;
  out.setObject(*made);
  return true;
}

/// As JSON.stringify sees it: nullopt for undefined, functions and symbols. Throws Pending, and
/// ScriptError (bad_result) for what JSON can't hold or what is larger than `max_bytes`.
std::optional<FlatJson> to_flat_json(JSContext* cx, JS::HandleValue value, size_t max_bytes);
std::optional<Json> to_json(JSContext* cx, JS::HandleValue value, size_t max_bytes);

/// Text as UTF-8; lone surrogates become the replacement character. Throws Pending.
std::string to_text(JSContext* cx, JS::HandleString text);

}  // namespace takt::script
