#pragma once

// Which show style, and which variant of it, a rundown is made with: as the blueprints choose
// (spec/ingest.md section 7.1).

#include "blueprints/hook_context.h"
#include "ingest/ingest_data.h"

namespace takt::ingest {

struct SelectedShowStyle {
  std::shared_ptr<const ShowStyle> style;
  std::vector<blueprints::UserNote> notes;
};

/// `extended`: the Sofie rundown with coreData. nullopt: the blueprints don't want the rundown.
/// Throws when the chosen show style has no variants or no blueprint.
std::optional<SelectedShowStyle> select_show_style(JobContext& job, const RundownId& id,
                                                   const IngestRundown& rundown,
                                                   const script::Arg& extended);

}  // namespace takt::ingest
