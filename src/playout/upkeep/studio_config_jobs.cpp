// The studio's configuration through its blueprint: checked, applied, brought up to a newer schema
// (spec/playout.md section 12).

#include "blueprints/blueprints.h"
#include "blueprints/fix_up_config.h"
#include "blueprints/hook_context.h"
#include "blueprints/translate.h"
#include "playout/upkeep/apply_config.h"
#include "playout/upkeep/upkeep_jobs.h"

namespace takt::playout {

namespace {

constexpr const char* kUnsupported = "Blueprint does not support this config flow";

/// The studio's blueprint with what all of these jobs need: the method, a hash, a preset.
struct ConfigBlueprint {
  blueprints::Blueprint& blueprint;
  std::string hash;
};

ConfigBlueprint config_blueprint(JobContext& context, const char* method) {
  blueprints::Blueprint& blueprint = context.blueprints().studio(context);
  if (!blueprint.has(method)) throw std::runtime_error(kUnsupported);
  const auto& document = blueprint.document();
  const std::string hash = document ? document->blueprintHash.value_or("") : "";
  if (hash.empty()) throw std::runtime_error("Blueprint is not valid");
  const Opt<std::string>& preset = context.studio().document->blueprintConfigPresetId;
  if (!preset || preset->empty()) throw std::runtime_error("Studio is missing config preset");
  return {blueprint, hash};
}

blueprints::ContextInfo info(JobContext& context, const char* name, const BlueprintId& blueprint) {
  return {name, fmt::format("studio:{},blueprint:{}", context.studio_id(), blueprint)};
}

Studio studio_copy(JobContext& context) {
  return *context.documents().find<Studio>(context.studio_id());
}

/// Without fixUpConfig there is nothing that could have been fixed: what says so goes, though the
/// job fails.
void require_fix_up(JobContext& context, const blueprints::Blueprint& blueprint) {
  if (blueprint.has("fixUpConfig")) return;
  Studio studio = studio_copy(context);
  studio.lastBlueprintFixUpHash.reset();
  if (context.documents().put_if_changed(std::move(studio))) context.keep_on_failure();
  throw std::runtime_error(kUnsupported);
}

}  // namespace

Json upgrade_studio(JobContext& context, const NoPayload&) {
  const auto [blueprint, hash] = config_blueprint(context, "applyConfig");
  blueprints::HookContext hook(context, blueprint, "CommonContext",
                               info(context, "applyConfig", blueprint.id()));
  const Json config = context.studio().blueprint_config;
  const Json result = blueprint
                          .call(context, "applyConfig",
                                {hook.arg(), config, context.blueprints().core_config(context)})
                          .value_or(Json());
  Studio studio = studio_copy(context);
  apply_studio_config(context, studio, result);
  studio.lastBlueprintConfig =
      JsonObject{{"blueprintHash", hash},
                 {"blueprintId", blueprint.id().str()},
                 {"blueprintConfigPresetId", *studio.blueprintConfigPresetId},
                 {"config", config}};
  context.documents().put_if_changed(std::move(studio));
  return nullptr;
}

Json validate_studio_config(JobContext& context, const NoPayload&) {
  const auto [blueprint, hash] = config_blueprint(context, "validateConfig");
  blueprints::HookContext hook(context, blueprint, "CommonContext",
                               info(context, "validateConfig", blueprint.id()));
  const Json config = context.studio().blueprint_config;
  const Json result =
      blueprint.call(context, "validateConfig", {hook.arg(), config}).value_or(Json());
  JsonArray messages;
  for (const Json& given : result.as_array()) {
    const Json* text = member(given, "message");
    JsonObject message;
    if (const Json* level = member(given, "level")) message["level"] = *level;
    message["message"] = blueprints::wrap_message(text ? *text : Json(), blueprint.id());
    messages.push_back(std::move(message));
  }
  return JsonObject{{"messages", std::move(messages)}};
}

Json fix_up_studio_config(JobContext& context, const NoPayload&) {
  const auto [blueprint, hash] = config_blueprint(context, "validateConfig");
  require_fix_up(context, blueprint);
  const Json schema = blueprint.property("studioConfigSchema").value_or(Json());
  if (!schema.is_string()) throw std::runtime_error("Blueprint has no studioConfigSchema");
  Studio studio = studio_copy(context);
  blueprints::FixUpConfig config(parse_json(schema.get_string()),
                                 studio.blueprintConfigWithOverrides.ensure());
  blueprints::HookContext hook(context, blueprint, "FixUpConfigContext",
                               info(context, "fixupConfig", blueprint.id()));
  config.install(hook.host());
  blueprint.call(context, "fixUpConfig", {hook.arg()});

  studio.blueprintConfigWithOverrides = config.result();
  studio.lastBlueprintFixUpHash = hash;
  context.documents().put_if_changed(std::move(studio));
  JsonArray messages;
  for (const auto& [path, message] : config.messages()) {
    messages.push_back(
        JsonObject{{"path", path}, {"message", blueprints::wrap_message(message, blueprint.id())}});
  }
  return JsonObject{{"messages", std::move(messages)}};
}

Json ignore_studio_fix_up(JobContext& context, const NoPayload&) {
  const auto [blueprint, hash] = config_blueprint(context, "validateConfig");
  require_fix_up(context, blueprint);
  Studio studio = studio_copy(context);
  studio.lastBlueprintFixUpHash = hash;
  context.documents().put_if_changed(std::move(studio));
  return nullptr;
}

}  // namespace takt::playout
