#include "ingest/adlib_testing_rundown.h"

#include "base/hash.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "blueprints/hook_context.h"
#include "blueprints/translate.h"
#include "ingest/operation.h"
#include "jobs/ingest_jobs.h"
#include "playout/model/notifications.h"

namespace takt::ingest {

namespace {

constexpr const char* kGenerateAdlibTestingIngestRundown = "generateAdlibTestingIngestRundown";

Json fallback_rundown(const ShowStyleVariant& variant) {
  return JsonObject{{"externalId", ""},
                    {"name", fmt::format("Rehearsal: {}", variant.name.value_or("undefined"))},
                    {"type", "rehearsal"},
                    {"payload", JsonObject{}},
                    {"segments", JsonArray{}}};
}

class TestingRundown {
 public:
  TestingRundown(JobContext& job, const ShowStyleVariantId& id)
      : job_(job),
        variant_(job.configuration().show_style_variant(id)),
        style_(job.configuration().show_style(id, variant_->showStyleBaseId)),
        blueprint_(job.blueprints().show_style(job, *style_)) {}

  RundownId create() {
    Json rundown = generate();
    std::string external_id = string_member(rundown, "externalId");
    if (external_id.empty()) external_id = variant_->_id.str();
    UpdateRundownPayload payload;
    payload.rundownExternalId = "testing:" + external_id;
    rundown.as_object()["externalId"] = payload.rundownExternalId;
    payload.ingestRundown = &rundown;
    payload.isCreateAction = true;
    payload.rundownSource =
        JsonObject{{"type", "testing"}, {"showStyleVariantId", variant_->_id.str()}};
    const RundownId id =
        run_operation(job_, payload.rundownExternalId, [&](Previous previous) {
          return update_rundown(std::move(previous), payload);
        });
    notify(id);
    return id;
  }

 private:
  Json generate() {
    if (!blueprint_.has(kGenerateAdlibTestingIngestRundown)) return fallback_rundown(*variant_);
    blueprints::HookContext context(
        job_, blueprint_, "ShowStyleUserContext",
        {"Create Adlib Testing Rundown",
         fmt::format("studioId={},showStyleBaseId={},showStyleVariantId={}", job_.studio_id(),
                     style_->base_id(), variant_->_id)});
    context.use_show_style(*style_);
    const blueprints::WatchedPackages none;
    context.use_packages(none);
    try {
      auto result = blueprint_.call(
          job_, kGenerateAdlibTestingIngestRundown, {context.arg(), blueprints::show_style_variant_json(*variant_)});
      notes_ = context.notes();
      Json rundown = result ? std::move(*result) : Json();
      reflect::expect_object(rundown, reflect::Path(kGenerateAdlibTestingIngestRundown));
      return rundown;
    } catch (const blueprints::BlueprintError& error) {
      throw UserError::with_inner(UserErrorKey::AdlibTestingRundownsGenerationFailed, error.what(),
                                  error.stack(), {{"message", blueprints::error_text(error)}});
    }
  }

  /// As notifications, because the rundown's own notes are lost when it is generated again.
  void notify(const RundownId& id) {
    playout::NotificationChanges changes(job_.studio_id(), "adlibTestingRundown", {});
    changes.clear_all(id.str());
    for (const blueprints::UserNote& note : notes_) {
      playout::NewNotification notification;
      notification.id = get_hash(dump(note.message));
      notification.severity = note.severity;
      notification.message = blueprints::wrap_message(note.message, blueprint_.id());
      notification.related_to.type = "rundown";
      notification.related_to.rundownId = id;
      changes.set(id.str(), std::move(notification));
    }
    changes.save(job_.documents(), job_.now());
  }

  JobContext& job_;
  const Doc<ShowStyleVariant> variant_;
  const std::shared_ptr<const ShowStyle> style_;
  blueprints::Blueprint& blueprint_;
  std::vector<blueprints::UserNote> notes_;
};

Json create_testing_rundown(JobContext& job, const AdlibTestingRundownPayload& payload) {
  return Json(TestingRundown(job, payload.showStyleVariantId).create().str());
}

}  // namespace

void add_adlib_testing_jobs(JobTable& table) {
  table.add<CreateAdlibTestingRundown>(&create_testing_rundown);
}

}  // namespace takt::ingest
