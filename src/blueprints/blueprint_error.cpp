#include "blueprints/blueprint_error.h"

#include <fmt/format.h>

namespace takt::blueprints {

BlueprintError::BlueprintError(std::string_view blueprint, std::string_view method,
                               const script::ScriptError& cause)
    : DetailedError(fmt::format("Blueprint \"{}\", {}: {}", blueprint, method, cause.what()),
                    cause.stack()),
      kind_(cause.kind()),
      message_(cause.what()),
      text_(cause.text()) {}

std::string error_text(const std::exception& error) {
  if (const auto* blueprint = dynamic_cast<const BlueprintError*>(&error)) return blueprint->text();
  return fmt::format("Error: {}", error.what());
}

}  // namespace takt::blueprints
