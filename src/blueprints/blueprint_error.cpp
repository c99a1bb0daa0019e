#include "blueprints/blueprint_error.h"

#include <fmt/format.h>

#include <stdexcept>

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

void refuse_result(const BlueprintId& blueprint, const std::string& what) {
  throw std::runtime_error(fmt::format("Error in blueprint \"{}\": {}", blueprint, what));
}

}  // namespace takt::blueprints
