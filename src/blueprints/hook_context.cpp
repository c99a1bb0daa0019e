#include "blueprints/hook_context.h"

#include <boost/algorithm/string/case_conv.hpp>

#include "base/hash.h"
#include "base/log.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "model/overrides.h"

namespace takt::blueprints {

namespace {

NoteSeverity severity_of(std::string_view level) {
  if (level == "error") return NoteSeverity::ERROR;
  return level == "warning" ? NoteSeverity::WARNING : NoteSeverity::INFO;
}

/// Length of a legacy media object, ms as the media manager gave it.
script::Reply media_duration(JobContext& job, const std::string& media_id) {
  const std::string wanted = boost::algorithm::to_upper_copy(media_id);
  for (const Doc<MediaObject>& media : job.documents().all<MediaObject>()) {
    if (media->mediaId != wanted || media->studioId != job.studio_id()) continue;
    const Json* duration =
        media->mediainfo ? value_at_path(*media->mediainfo, "format.duration") : nullptr;
    return duration ? script::Reply(*duration) : script::Reply();
  }
  return std::nullopt;
}

}  // namespace

HookContext::HookContext(JobContext& job, Blueprint& blueprint, std::string_view class_name,
                         ContextInfo info)
    : job_(job), blueprint_(blueprint), info_(std::move(info)) {
  context_.class_name = class_name;
  context_.host = &host_;
  data()["props"] = JsonObject{};
  add_common();
  // The configuration isn't there yet while it is being made.
  if (class_name == "CommonContext" || class_name == "FixUpConfigContext") return;
  data()["studioId"] = job.studio_id().str();
  context_.values.emplace_back("studioConfig",
                               job.blueprints().studio_config_value(job, blueprint));
  context_.values.emplace_back("studioMappings",
                               blueprint.shared("studioMappings", job.studio().document, [&] {
                                 return blueprint.make(Json(job.studio().mappings_json));
                               }));
}

void HookContext::add_common() {
  host_.add("getHashId", [this](const JsonArray& args) -> script::Reply {
    return Json(hash_id(text_arg(args, 0), truthy_arg(args, 1)));
  });
  host_.add("unhashId", [this](const JsonArray& args) -> script::Reply {
    const auto found = hashed_.find(text_arg(args, 0));
    return found == hashed_.end() ? blueprints::arg(args, 0) : Json(found->second);
  });
  host_.add("log", [this](const JsonArray& args) -> script::Reply {
    log(text_arg(args, 0), text_arg(args, 1));
    return std::nullopt;
  });
  host_.add("note", [this](const JsonArray& args) -> script::Reply {
    JsonObject message{{"key", blueprints::arg(args, 1)}};
    if (has_arg(args, 2)) message["args"] = blueprints::arg(args, 2);
    Opt<std::string> part;
    if (has_arg(args, 3)) part = text_arg(args, 3);
    log(text_arg(args, 0), text_arg(args, 1));
    notes_.push_back({severity_of(text_arg(args, 0)), std::move(message), std::move(part)});
    return std::nullopt;
  });
  host_.add("getCurrentTime",
            [this](const JsonArray&) -> script::Reply { return number(job_.now()); });
  host_.add("getRandomId",
            [this](const JsonArray&) -> script::Reply { return Json(job_.ids().next()); });
}

std::string HookContext::hash_id(std::string text, bool not_unique) {
  if (text.empty()) text = fmt::format("hash{}", hash_count_++);
  if (not_unique) text += fmt::format("_{}", hash_count_++);
  std::string hash = get_hash(info_.identifier + "_" + text);
  hashed_[hash] = std::move(text);
  return hash;
}

void HookContext::log(std::string_view level, std::string_view message) const {
  const auto text = [&] {
    return fmt::format("\"{}\": \"{}\"\n({})", info_.name, message, info_.identifier);
  };
  if (level == "error") return log::error("{}", text());
  if (level == "warning") return log::warning("{}", text());
  if (level == "info") return log::info("{}", text());
  if (log::enabled(LogLevel::debug)) log::debug("{}", text());
}

void HookContext::use_show_style(const ShowStyle& style) {
  if (style.variant) data()["showStyleVariantId"] = style.variant_id().str();
  auto& values = context_.values;
  values.emplace_back("showStyleConfig",
                      job_.blueprints().show_style_config_value(job_, blueprint_, style));
  values.emplace_back("sourceLayers",
                      blueprint_.shared("sourceLayers:" + style.base_id().str(), style.base, [&] {
                        return blueprint_.make(Json(style.source_layers_json));
                      }));
  values.emplace_back("outputLayers",
                      blueprint_.shared("outputLayers:" + style.base_id().str(), style.base, [&] {
                        return blueprint_.make(Json(style.output_layers_json));
                      }));
}

void HookContext::use_rundown(const Rundown& rundown, const Opt<Time>& started_playback) {
  JsonObject& seen = props();
  seen["rundownId"] = rundown._id.str();
  seen["playlistId"] = rundown.playlistId.str();
  seen["rundown"] = segment_rundown_json(rundown);
  if (started_playback) seen["startedPlayback"] = number(*started_playback);
}

void HookContext::use_packages(const WatchedPackages& packages) {
  host_.add("getPackageInfo", [&packages](const JsonArray& args) -> script::Reply {
    return packages.infos(text_arg(args, 0));
  });
  host_.add("hackGetMediaObjectDuration", [this](const JsonArray& args) -> script::Reply {
    return media_duration(job_, text_arg(args, 0));
  });
}

}  // namespace takt::blueprints
