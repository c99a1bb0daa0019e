#pragma once

// Our own JavaScript that every realm starts with (src/script/js/, embedded at build time).

#include <span>

#include "script/source.h"

namespace takt::script {

std::span<const Source> builtin_sources();

}  // namespace takt::script
