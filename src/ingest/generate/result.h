#pragma once

// Reading what a blueprint's method gave.

#include <string_view>

#include "base/json.h"

namespace takt::ingest {

/// Absent members are null, as blueprints mean them.
inline const Json& member_or_null(const Json& object, std::string_view key) {
  static const Json kNull;
  const Json* found = member(object, key);
  return found ? *found : kNull;
}

/// The same, taken out.
inline Json take_member(Json& object, std::string_view key) {
  JsonObject* members = object.if_object();
  Json* found = members ? members->if_contains(key) : nullptr;
  return found ? std::move(*found) : Json();
}

}  // namespace takt::ingest
