#pragma once

// What our own JavaScript finds beside ECMAScript: an object `takt` with native functions. Only
// script/*.cpp include this.

#include <jsapi.h>

namespace takt::script {

/// {host, hostWithValue, log, structuredClone, contexts: {}}; null with an exception pending. Also
/// puts Math.random on the call's seed.
[[nodiscard]] JSObject* make_takt_object(JSContext* cx, JS::HandleObject global);

}  // namespace takt::script
