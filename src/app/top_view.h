#pragma once

// The screen of `takt top`, made from GET /api/status. Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace takt::app {

struct TopSize {
  size_t width = 100;
  size_t height = 40;
};

/// The lines of one screen, cut to its size. `before`: the status of `seconds` ago, for rates; null
/// at the first.
std::vector<std::string> top_screen(const Json& status, const Json* before, double seconds,
                                    TopSize size);

}  // namespace takt::app
