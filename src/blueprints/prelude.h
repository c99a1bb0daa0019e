#pragma once

// The JavaScript of the blueprint contexts (src/blueprints/prelude/), embedded at build time.

#include <span>

#include "script/source.h"

namespace takt::blueprints {

std::span<const script::Source> prelude_sources();

}  // namespace takt::blueprints
