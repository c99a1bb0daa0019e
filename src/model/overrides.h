#pragma once

// ObjectWithOverrides resolved: the defaults with the overrides applied in order
// (spec/data-model.md section 0).

#include "model/common.h"

namespace takt {

JsonObject resolve_overrides(const ObjectWithOverrides& object);
/// An absent object resolves to {}.
JsonObject resolve_overrides(const Opt<ObjectWithOverrides>& object);

/// Value at a dot-separated path ("a.b.0"), or nullptr.
const Json* value_at_path(const Json& root, std::string_view path);

}  // namespace takt
