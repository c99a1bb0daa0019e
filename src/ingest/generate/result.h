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

}  // namespace takt::ingest
