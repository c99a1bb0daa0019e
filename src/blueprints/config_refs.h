#pragma once

// References to configuration values inside texts (`${studio.studio0.path}`,
// `${showStyle.<variant>.path}`), spec/blueprints.md section 3.

#include <functional>
#include <string>

#include "jobs/job_context.h"

namespace takt::blueprints {

struct ConfigRefOptions {
  /// Applied to every value before it is put in (URI encoding and the like).
  std::function<std::string(const std::string&)> modifier;
  /// Throw on a reference that leads nowhere, instead of putting in "undefined".
  bool bail_on_error = false;
};

/// Each reference's first occurrence replaced by its value in the processed configuration.
std::string resolve_config_refs(JobContext& job, std::string text,
                                const ConfigRefOptions& options = {});

}  // namespace takt::blueprints
