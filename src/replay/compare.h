#pragma once

// Compares a replay result with the expected one, as conformance/README.md defines it. Pure
// functions, any thread. A malformed result throws std::exception.

#include <string>
#include <vector>

#include "base/json.h"

namespace takt::replay {

/// The differences, one line each with step, collection, document and field; empty when equal.
/// `expected` and `actual` are vectors ({"scenario", "expected"}) or results ({"steps", "hashes"}).
std::vector<std::string> compare(const Json& expected, const Json& actual, size_t max_shown = 20);

}  // namespace takt::replay
