#include "blueprints/blueprints.h"

#include "base/log.h"
#include "blueprints/hook_context.h"

namespace takt::blueprints {

namespace {

std::string variant_text(const ShowStyle& style) {
  return style.variant ? style.variant_id().str() : "";
}

}  // namespace

Blueprints::Blueprints(BlueprintOptions options)
    : options_(std::move(options)), engine_(options_.engine) {}

Blueprints::~Blueprints() = default;

Blueprint& Blueprints::load(const BlueprintId& id, Doc<BlueprintDocument> document) {
  std::unique_ptr<Blueprint>& place = loaded_[id];
  if (!place || place->document() != document) {
    place.reset();
    place = std::make_unique<Blueprint>(engine_, id, std::move(document),
                                        script::CallOptions{options_.limits, {}});
  }
  return *place;
}

Blueprint& Blueprints::studio(JobContext& job) {
  const Opt<BlueprintId>& id = job.studio().blueprint_id;
  if (!id || id->empty()) return load(BlueprintId(), nullptr);
  Doc<BlueprintDocument> document = job.configuration().blueprint(*id);
  if (!document) {
    throw std::runtime_error(
        fmt::format("Blueprint \"{}\" not found! (studio \"{}\")", *id, job.studio_id()));
  }
  Blueprint& blueprint = load(*id, std::move(document));
  if (blueprint.type() != "studio") {
    throw std::runtime_error(fmt::format("Blueprint \"{}\" is not valid for studio \"{}\" ({})!",
                                         *id, job.studio_id(), blueprint.type()));
  }
  return blueprint;
}

Blueprint& Blueprints::show_style(JobContext& job, const ShowStyleBase& base) {
  if (!base.blueprintId || base.blueprintId->empty()) {
    throw std::runtime_error(fmt::format("Show style \"{}\" has no blueprint", base._id));
  }
  const BlueprintId& id = *base.blueprintId;
  Doc<BlueprintDocument> document = job.configuration().blueprint(id);
  if (!document) {
    throw std::runtime_error(
        fmt::format("Blueprint \"{}\" not found! (show style \"{}\")", id, base._id));
  }
  Blueprint& blueprint = load(id, std::move(document));
  if (blueprint.type() != "showstyle") {
    throw std::runtime_error(
        fmt::format("Blueprint \"{}\" is not valid for show style \"{}\" ({})!", id, base._id,
                    blueprint.type()));
  }
  if (blueprint.document()->blueprintHash.value_or("").empty()) {
    throw std::runtime_error(fmt::format("Blueprint \"{}\" has no blueprintHash", id));
  }
  return blueprint;
}

std::optional<Json> Blueprints::call_own(JobContext& job, const script::Source& source,
                                         std::string_view function, const script::Args& args) {
  const script::CallOptions options{options_.limits, {job.now(), job.ids().seed()}};
  std::unique_ptr<script::Realm>& realm = own_[std::string(source.name)];
  if (!realm) {
    auto loaded = std::make_unique<script::Realm>(engine_, std::string(source.name));
    loaded->load(source.text, options);
    realm = std::move(loaded);
  }
  return realm->call(function, args, options);
}

Json Blueprints::core_config(JobContext& job) const {
  JsonObject core{{"hostUrl", options_.host_url}};
  if (const auto& rate = job.studio().settings.frameRate) core["frameRate"] = number(*rate);
  return core;
}

Blueprints::Config Blueprints::process(JobContext& job, Blueprint& blueprint, std::string name,
                                       std::string identifier, const JsonObject& raw) {
  Config config;
  const Json raw_json = raw;
  if (blueprint.has("preprocessConfig")) {
    try {
      HookContext context(job, blueprint, "CommonContext",
                          {std::move(name), std::move(identifier)});
      config.value = blueprint.call_value(job, "preprocessConfig",
                                          {context.arg(), raw_json, core_config(job)});
      config.json = std::make_shared<const Json>(blueprint.json(config.value).value_or(nullptr));
    } catch (const std::exception& error) {
      log::error("preprocessConfig of blueprint \"{}\" failed: {}", blueprint.id(), error.what());
      config.json = nullptr;
    }
  }
  if (!config.json) {
    config.json = std::make_shared<const Json>(raw_json);
    config.value = blueprint.make(*config.json);
  }
  blueprint.freeze(config.value);
  return config;
}

const Blueprints::Config& Blueprints::studio_entry(JobContext& job) {
  Blueprint& blueprint = studio(job);
  std::vector<std::shared_ptr<const void>> sources{job.studio().document, blueprint.document()};
  if (!studio_config_.json || studio_config_.sources != sources) {
    studio_config_ =
        process(job, blueprint, "preprocessStudioConfig",
                fmt::format("studioId={}", job.studio_id()), job.studio().blueprint_config);
    studio_config_.sources = std::move(sources);
  }
  return studio_config_;
}

const Blueprints::Config& Blueprints::show_style_entry(JobContext& job, const ShowStyle& style) {
  Blueprint& blueprint = show_style(job, style);
  std::vector<std::shared_ptr<const void>> sources{style.base, style.variant, job.studio().document,
                                                   blueprint.document()};
  // Without a variant, the configuration of the base alone.
  const ShowStyleVariantId key(style.variant ? style.variant_id().str() : style.base_id().str());
  Config& kept = show_style_configs_[key];
  if (!kept.json || kept.sources != sources) {
    kept = process(job, blueprint, "preprocessShowStyleConfig",
                   fmt::format("showStyleBaseId={},showStyleVariantId={}", style.base_id(),
                               variant_text(style)),
                   style.blueprint_config);
    kept.sources = std::move(sources);
  }
  return kept;
}

std::shared_ptr<const Json> Blueprints::studio_config(JobContext& job) {
  return studio_entry(job).json;
}

std::shared_ptr<const Json> Blueprints::show_style_config(JobContext& job, const ShowStyle& style) {
  return show_style_entry(job, style).json;
}

script::Value Blueprints::studio_config_value(JobContext& job, Blueprint& blueprint) {
  const Config& config = studio_entry(job);
  if (&studio(job) == &blueprint) return config.value;
  return blueprint.shared("studioConfig", config.json,
                          [&] { return blueprint.make(*config.json); });
}

script::Value Blueprints::show_style_config_value(JobContext& job, Blueprint& blueprint,
                                                  const ShowStyle& style) {
  const Config& config = show_style_entry(job, style);
  if (&show_style(job, style) == &blueprint) return config.value;
  return blueprint.shared("showStyleConfig:" + variant_text(style), config.json,
                          [&] { return blueprint.make(*config.json); });
}

}  // namespace takt::blueprints
