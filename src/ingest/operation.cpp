#include "ingest/operation.h"

#include <stdexcept>

#include "ingest/apply_changes.h"
#include "ingest/cache.h"
#include "ingest/commit/commit.h"
#include "ingest/generate/rundown.h"
#include "ingest/parsed_caches.h"
#include "ingest/process.h"
#include "jobs/load_timer.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

IngestModel& load_model(JobContext& job, const RundownLock& lock, const std::string& external_id) {
  const LoadTimer loading(job.phases());
  return job.make_kept<IngestModel>(job, lock, external_id);
}

RundownId checked_rundown_id(JobContext& job, const std::string& external_id) {
  if (external_id.empty()) throw std::runtime_error("Job is missing rundownExternalId");
  return rundown_id(job.studio_id(), external_id);
}

/// Commits what was done to the model; an error for the caller is thrown with all of it kept.
void commit(JobContext& job, IngestModel& model, const Doc<Rundown>& before,
            const BeforeParts& before_parts, const CommitData& data) {
  const auto error = commit_ingest(job, model, before, before_parts, data);
  if (!error) return;
  job.keep_on_failure();
  throw *error;
}

void remove_rundown(JobContext& job, IngestModel& model, const Removal& removal) {
  const Rundown& rundown = model.rundown();
  if (!removal.force && !may_update(model.rundown_or_null(), false)) {
    throw UserError(UserErrorKey::RundownRemoveWhileActive, {{"name", rundown.name}});
  }
  CommitData data;
  data.remove_rundown = true;
  data.report_refused_removal = true;
  commit(job, model, model.rundown_or_null(), BeforeParts(model), data);
}

void update_rundown(JobContext& job, IngestModel& model, const ComputedChanges& changes) {
  const Doc<Rundown> before = model.rundown_or_null();
  const auto& before_parts = job.make_kept<BeforeParts>(model);
  const auto data = apply_changes(job, model, changes);
  if (data && model.has_changes()) commit(job, model, before, before_parts, *data);
  model.keep_known_parts();
}

ComputedChanges process_and_keep(JobContext& job, const RundownId& id, RundownUpdate update,
                                 const Previous& previous) {
  DocumentView& documents = job.documents();
  const auto known = find_parsed<SofieIngestCacheDoc>(documents, id);
  const Previous existing =
      known ? Previous(known->rundown) : read_cache<SofieIngestCacheDoc>(documents, id);
  auto [changes, cache] = process(job, id, std::move(update), previous, existing);
  const bool is_exact =
      write_sofie_cache(documents, id, cache, changes.rundown, known.get(), job.now());
  // Parts of a renamed segment may still be stored as the old one's.
  const bool held = changes.renames.empty() &&
                    (known || is_held<SofieIngestCacheDoc>(documents, id, changes.rundown));
  if (held) keep_parsed<SofieIngestCacheDoc>(job, id, {changes.rundown, is_exact});
  return std::move(changes);
}

}  // namespace

RundownId run_operation(JobContext& job, const std::string& rundown_external_id,
                        const Mutate& mutate) {
  const RundownId id = checked_rundown_id(job, rundown_external_id);
  const RundownLock lock = job.lock_rundown(id);
  DocumentView& documents = job.documents();
  const auto known = find_parsed<NrcsIngestCacheDoc>(documents, id);
  const auto& previous = job.make_kept<Previous>(
      known ? Previous(known->rundown) : read_cache<NrcsIngestCacheDoc>(documents, id));
  auto& mutation = job.make_kept<Mutation>(mutate(previous));
  IngestModel& model = load_model(job, lock, rundown_external_id);

  if (const auto* removal = std::get_if<Removal>(&mutation)) {
    clear_cache<NrcsIngestCacheDoc>(documents, id);
    clear_cache<SofieIngestCacheDoc>(documents, id);
    job.keep_on_failure();
    remove_rundown(job, model, *removal);
    return id;
  }
  auto& update = std::get<RundownUpdate>(mutation);
  const bool is_from_newsroom = std::holds_alternative<NrcsChanges>(update.changes);
  const bool is_held =
      is_from_newsroom &&
      write_nrcs_cache(documents, id, update.rundown, known ? &known->rundown : nullptr, job.now());
  sort_by_rank(update.rundown, known ? &known->rundown : nullptr);
  if (is_held) keep_parsed<NrcsIngestCacheDoc>(job, id, {update.rundown, true});
  if (is_from_newsroom) job.keep_on_failure();
  const auto& changes =
      job.make_kept<ComputedChanges>(process_and_keep(job, id, std::move(update), previous));
  job.keep_on_failure();
  update_rundown(job, model, changes);
  return id;
}

void run_custom_operation(JobContext& job, const std::string& rundown_external_id,
                          const ChangeModel& change) {
  const RundownId id = checked_rundown_id(job, rundown_external_id);
  const RundownLock lock = job.lock_rundown(id);
  const auto known = find_parsed<SofieIngestCacheDoc>(job.documents(), id);
  const Previous rundown =
      known ? Previous(known->rundown) : read_cache<SofieIngestCacheDoc>(job.documents(), id);
  if (!rundown) throw std::runtime_error(fmt::format("SofieIngestRundown \"{}\" not found", id));
  IngestModel& model = load_model(job, lock, rundown_external_id);
  const Doc<Rundown> before = model.rundown_or_null();
  const BeforeParts before_parts(model);
  if (const auto data = change(model, *rundown)) commit(job, model, before, before_parts, *data);
  model.keep_known_parts();
}

}  // namespace takt::ingest
