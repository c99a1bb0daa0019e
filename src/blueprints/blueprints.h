#pragma once

// The blueprints of one worker thread: loaded on first use, loaded anew when their document is
// another one (compared by identity, so a settings change between jobs takes effect by itself),
// with the configurations that preprocessConfig made. One per thread; used by that thread only.

#include <map>
#include <memory>
#include <string>

#include "blueprints/blueprint.h"

namespace takt::blueprints {

struct BlueprintOptions {
  script::Limits limits;
  script::EngineOptions engine;
  /// Where people reach this installation; preprocessConfig is told.
  std::string host_url;
};

class Blueprints {
 public:
  explicit Blueprints(BlueprintOptions options = {});
  ~Blueprints();
  Blueprints(const Blueprints&) = delete;
  Blueprints& operator=(const Blueprints&) = delete;

  /// The studio's, or the built-in one when it names none. Throws when it can't be loaded.
  Blueprint& studio(JobContext& job);
  /// The show style's. Throws when it has none or it can't be loaded.
  Blueprint& show_style(JobContext& job, const ShowStyleBase& base);
  Blueprint& show_style(JobContext& job, const ShowStyle& style) {
    return show_style(job, *style.base);
  }

  /// Configuration after preprocessConfig; the raw one when there is no such hook or it threw.
  std::shared_ptr<const Json> studio_config(JobContext& job);
  std::shared_ptr<const Json> show_style_config(JobContext& job, const ShowStyle& style);

  /// The same as script values for the contexts of `blueprint`, made once.
  script::Value studio_config_value(JobContext& job, Blueprint& blueprint);
  script::Value show_style_config_value(JobContext& job, Blueprint& blueprint,
                                        const ShowStyle& style);

  /// Calls a function of a script of our own: an expression as a bundle is, loaded on first use.
  /// Throws script::ScriptError.
  std::optional<Json> call_own(JobContext& job, const script::Source& source,
                               std::string_view function, const script::Args& args);

  /// What blueprints are told about the installation where they work on a configuration.
  Json core_config(JobContext& job) const;

  /// Between jobs.
  void idle() { engine_.idle_gc(); }
  script::Engine& engine() { return engine_; }

 private:
  /// A configuration and the documents that it was made from.
  struct Config {
    std::vector<std::shared_ptr<const void>> sources;
    std::shared_ptr<const Json> json;
    script::Value value;  // of the blueprint that made it
  };

  Blueprint& load(const BlueprintId& id, Doc<BlueprintDocument> document);
  Config process(JobContext& job, Blueprint& blueprint, std::string name, std::string identifier,
                 const JsonObject& raw);
  const Config& studio_entry(JobContext& job);
  const Config& show_style_entry(JobContext& job, const ShowStyle& style);

  BlueprintOptions options_;
  script::Engine engine_;
  std::map<BlueprintId, std::unique_ptr<Blueprint>> loaded_;
  std::map<std::string, std::unique_ptr<script::Realm>, std::less<>> own_;
  Config studio_config_;
  std::map<ShowStyleVariantId, Config> show_style_configs_;
};

}  // namespace takt::blueprints
