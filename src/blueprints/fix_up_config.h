#pragma once

// The configuration of a studio as fixUpConfig changes it: operations laid over the defaults, moved
// or replaced so that they fit a newer schema (spec/blueprints.md section 4, FixUp).
//
//   FixUpConfig config(schema, *studio.blueprintConfigWithOverrides);
//   HookContext context(job, blueprint, "FixUpConfigContext", {"fixupConfig", "studio:..."});
//   config.install(context.host());
//   blueprint.call(job, "fixUpConfig", {context.arg()});
//   studio.blueprintConfigWithOverrides = config.result();

#include <string>
#include <vector>

#include "blueprints/context_host.h"
#include "model/common.h"

namespace takt::blueprints {

class FixUpConfig {
 public:
  struct Message {
    std::string path;
    /// As the blueprint gave it; without a namespace.
    Json message;
  };

  /// `schema`: the blueprint's studioConfigSchema, parsed.
  FixUpConfig(Json schema, ObjectWithOverrides config)
      : schema_(std::move(schema)), config_(std::move(config)) {}

  /// Adds the context's methods; this object must outlive the call.
  void install(ContextHost& host);

  const ObjectWithOverrides& result() const { return config_; }
  const std::vector<Message>& messages() const { return messages_; }

 private:
  /// Where a path meets a value, a list or a table of the schema.
  struct Entry {
    enum class Kind { value, array, table } kind{};
    std::string path;
    std::string rest;
  };

  Entry find_entry(const std::string& path) const;
  std::vector<std::string> invalid_paths() const;
  bool has_operations(std::string_view prefix) const;
  void add_operation(const std::string& path, std::optional<Json> value);
  void remove_operations(std::string_view prefix);
  void rename_operations(std::string_view from, std::string_view to);

  Json schema_;
  ObjectWithOverrides config_;
  std::vector<Message> messages_;
};

}  // namespace takt::blueprints
