#pragma once

// Objects of the engine that get their members when a script first looks at them (LazyObject of
// script/value.h). To the script they are plain objects. Only script/*.cpp include this.

#include <jsapi.h>

#include "script/value.h"

namespace takt::script {

/// False with an exception pending.
[[nodiscard]] bool lazy_to_js(JSContext* cx, const LazyObject& object, JS::MutableHandleValue out);
[[nodiscard]] bool lazy_to_js(JSContext* cx, const std::vector<LazyObject>& objects,
                              JS::MutableHandleValue out);
[[nodiscard]] bool view_to_js(JSContext* cx, const ObjectView& object, JS::MutableHandleValue out);

/// The script's structuredClone, which takes lazy objects for the plain ones that they seem to be.
[[nodiscard]] bool structured_clone(JSContext* cx, JS::HandleValue value,
                                    JS::MutableHandleValue out);

}  // namespace takt::script
