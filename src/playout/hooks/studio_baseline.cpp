#include "playout/hooks/studio_baseline.h"

#include "base/log.h"
#include "base/reflect.h"
#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"
#include "blueprints/post_process.h"
#include "model/derived_ids.h"

namespace takt::playout {

namespace {

constexpr const char* kStudioBaseline = "studio";
constexpr const char* kPackageSource = "studio_baseline_objects";

Json call_get_baseline(JobContext& context, blueprints::Blueprint& blueprint) {
  const auto packages = blueprints::WatchedPackages::of_documents(
      context, {}, {},
      [](const Json& source) { return string_member(source, "fromPieceType") == kPackageSource; });
  blueprints::HookContext hook(
      context, blueprint, "StudioBaselineContext",
      {"studioBaseline", fmt::format("studioId={}", context.studio_id())});
  hook.use_packages(packages);
  try {
    return blueprint.call(context, "getBaseline", {hook.arg()}).value_or(Json());
  } catch (const std::exception& error) {
    log::error("Error in studioBlueprint.getBaseline: {}", error.what());
    return JsonObject{{"timelineObjects", JsonArray{}}};
  }
}

void save_playout_items(JobContext& context, const Json* items) {
  // They have no identity of their own: all are replaced.
  for (const auto& doc : context.documents().all<ExpectedPlayoutItem>()) {
    if (doc->studioId == context.studio_id() && doc->baseline == kStudioBaseline) {
      context.documents().remove<ExpectedPlayoutItem>(doc->_id);
    }
  }
  if (items == nullptr || !items->is_array()) return;
  for (const Json& given : items->get_array()) {
    Json item = given;
    item.as_object()["_id"] = context.ids().next();
    item.as_object()["studioId"] = context.studio_id().str();
    item.as_object()["baseline"] = kStudioBaseline;
    context.documents().put(parse<ExpectedPlayoutItem>(item));
  }
}

ExpectedPackage package_document(JobContext& context, const JsonObject& package) {
  ExpectedPackage document;
  document._id = expected_package_id(context.studio_id().str(), package);
  document.studioId = context.studio_id();
  document.rundownId = null;
  document.bucketId = null;
  document.created = context.now();
  document.package = package;
  JsonObject source{{"fromPieceType", kPackageSource}};
  if (const Json* id = member(package, "_id")) source["blueprintPackageId"] = *id;
  if (const Json* listens = member(package, "listenToPackageInfoUpdates")) {
    source["listenToPackageInfoUpdates"] = *listens;
  }
  document.ingestSources.push_back(std::move(source));
  return document;
}

void save_packages(JobContext& context, const Json* given) {
  Json packages = given != nullptr && given->is_array() ? *given : Json(JsonArray{});
  blueprints::fill_package_hashes(packages);
  std::vector<ExpectedPackage> wanted;
  for (const Json& package : packages.get_array()) {
    ExpectedPackage document = package_document(context, package.as_object());
    // Of equal ones the last counts.
    std::erase_if(wanted, [&](const ExpectedPackage& other) { return other._id == document._id; });
    wanted.push_back(std::move(document));
  }
  DocumentView& documents = context.documents();
  for (const auto& doc : documents.all<ExpectedPackage>()) {
    if (doc->studioId != context.studio_id() || doc->rundownId || doc->bucketId) continue;
    const auto kept = std::find_if(wanted.begin(), wanted.end(),
                                   [&](const auto& other) { return other._id == doc->_id; });
    if (kept == wanted.end()) {
      documents.remove<ExpectedPackage>(doc->_id);
    } else {
      kept->created = doc->created;
    }
  }
  for (ExpectedPackage& document : wanted) documents.put_if_changed(std::move(document));
}

}  // namespace

StudioBaseline run_get_baseline(JobContext& context) {
  blueprints::Blueprint& blueprint = context.blueprints().studio(context);
  StudioBaseline baseline;
  baseline.blueprint_id = Opt<std::string>();
  if (context.studio().blueprint_id) baseline.blueprint_id = context.studio().blueprint_id->str();
  baseline.blueprint_hash =
      blueprint.document() ? blueprint.document()->blueprintHash.value_or("-") : "-";
  const Json result = call_get_baseline(context, blueprint);
  const Json* objects = member(result, "timelineObjects");
  const JsonArray processed =
      blueprints::post_process_studio_baseline(objects ? *objects : Json(), blueprint.id());
  reflect::read(baseline.objects, Json(processed), reflect::Path("getBaseline"));
  save_playout_items(context, member(result, "expectedPlayoutItems"));
  save_packages(context, member(result, "expectedPackages"));
  return baseline;
}

}  // namespace takt::playout
