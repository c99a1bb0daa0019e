#include "ingest/process.h"

#include <stdexcept>

#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"
#include "ingest/default_apply.h"
#include "ingest/group_parts.h"
#include "ingest/process_host.h"

namespace takt::ingest {

namespace {

constexpr const char* kProcessIngestData = "processIngestData";
/// What the reference always grouped MOS stories by.
constexpr const char* kMosSeparator = ";";

void apply_default(MutableRundown& rundown, const IngestRundown& nrcs, const Previous& previous,
                   const NrcsChanges& changes) {
  if (nrcs.type != "mos") {
    default_apply(rundown, nrcs, changes);
    return;
  }
  const GroupedChanges grouped =
      group_mos_parts(nrcs, previous ? &*previous : nullptr, changes, kMosSeparator);
  default_apply(rundown, grouped.rundown, grouped.changes);
}

void ask_blueprint(JobContext& job, blueprints::Blueprint& blueprint, MutableRundown& rundown,
                   const RundownUpdate& update, const Previous& previous) {
  blueprints::HookContext context(
      job, blueprint, "ProcessIngestDataContext",
      {kProcessIngestData,
       fmt::format("studio:{},blueprint:{}", job.studio_id(),
                   blueprint.document() ? blueprint.document()->blueprintId.value_or("undefined")
                                        : "undefined")});
  ProcessHost host(job, blueprint, rundown);
  host.add_to(context.host());
  const Json nrcs = to_object(update.rundown, Children::include);
  std::optional<Json> before;
  if (previous) before = Json(to_object(*previous, Children::include));
  const auto* changes = std::get_if<NrcsChanges>(&update.changes);
  const Json change_json = changes ? to_json(*changes) : std::get<Operation>(update.changes).json;
  blueprint.call(job, kProcessIngestData, {context.arg(), host.arg(), nrcs, before, change_json});
}

}  // namespace

std::pair<ComputedChanges, SofieCacheUpdate> process(JobContext& job, const RundownId& id,
                                                     RundownUpdate update, const Previous& previous,
                                                     const Previous& existing) {
  auto& rundown = job.make_kept<MutableRundown>(
      existing ? MutableRundown::existing(*existing) : MutableRundown::blank(update.rundown));
  blueprints::Blueprint& blueprint = job.blueprints().studio(job);
  if (blueprint.has(kProcessIngestData)) {
    ask_blueprint(job, blueprint, rundown, update, previous);
  } else if (const auto* changes = std::get_if<NrcsChanges>(&update.changes)) {
    apply_default(rundown, update.rundown, previous, *changes);
  } else {
    throw std::runtime_error("Blueprint missing processIngestData function");
  }
  rundown.set_source(update.rundown.source);
  return rundown.take_changes(id);
}

}  // namespace takt::ingest
