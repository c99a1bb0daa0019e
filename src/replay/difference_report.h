#pragma once

// Differences between two results, for people. Ids are shown as they are and count as equal whatever
// they are, and documents and list entries are told apart by what they hold: one missing document
// doesn't make all that follow look different. The verdict is compare()'s; this only explains it.

#include <string>
#include <vector>

#include "replay/canonical.h"

namespace takt::replay {

/// At most `max_shown` lines "step 3 (takeNextPart)/changes/parts/<id>/title: expected .., is ..".
/// `expected` and `actual` are whole results. Empty when they differ in nothing but ids.
std::vector<std::string> explain_differences(Canonical& canonical_expected, const Json& expected,
                                             Canonical& canonical_actual, const Json& actual,
                                             size_t max_shown);

}  // namespace takt::replay
