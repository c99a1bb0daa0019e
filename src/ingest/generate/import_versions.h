#pragma once

// Which versions of settings and blueprint something was generated with.

#include "blueprints/blueprint.h"
#include "jobs/job_context.h"

namespace takt::ingest {

inline ImportVersions import_versions(const JobContext& job, const ShowStyle& style,
                                      const blueprints::Blueprint& blueprint) {
  ImportVersions out;
  out.studio = job.studio().document->_rundownVersionHash.as_optional();
  out.showStyleBase = style.base->_rundownVersionHash.as_optional();
  out.showStyleVariant = style.variant->_rundownVersionHash.as_optional();
  out.blueprint = blueprint.document()->blueprintHash.as_optional();
  out.core = kCoreVersion;
  return out;
}

}  // namespace takt::ingest
