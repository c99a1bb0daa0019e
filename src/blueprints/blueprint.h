#pragma once

// One loaded blueprint (studio or show style) in one worker thread, and calls of its hooks. Made by
// Blueprints (blueprints/blueprints.h). Thread of its Blueprints.
//
//   Blueprint& blueprint = job.blueprints().show_style(job, *show_style);
//   HookContext context(job, blueprint, "SegmentUserContext", {name, identifier});
//   context.use_show_style(show_style); context.use_rundown(*rundown);
//   context.use_packages(watched); std::optional<Json> result = blueprint.call(job, "getSegment",
//   {context.arg(), segment});
//
// Errors: BlueprintError; what a context's host threw (UserError and others) comes out unchanged
// when the script let it pass.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "jobs/job_context.h"
#include "script/realm.h"

namespace takt::blueprints {

class Blueprint {
 public:
  /// Loads the code. Throws DetailedError as spec/blueprints.md section 1 has it.
  Blueprint(script::Engine& engine, const BlueprintId& id, Doc<BlueprintDocument> document,
            const script::CallOptions& options);

  /// Of the document; empty for the built-in studio blueprint.
  const BlueprintId& id() const { return id_; }
  /// nullptr for the built-in studio blueprint.
  const Doc<BlueprintDocument>& document() const { return document_; }
  /// studio, showstyle or system.
  const std::string& type() const { return type_; }

  /// Whether the hook is there: cheap.
  bool has(std::string_view method) const;
  bool has_function(const script::Value& object, std::string_view name) const {
    return realm_->has_function(object, name);
  }
  std::optional<Json> property(std::string_view name) const { return realm_->property(name); }
  /// Of a value; `what` names it in errors.
  std::optional<Json> property(JobContext& job, std::string_view what, const script::Value& object,
                               std::string_view name) const;

  /// nullopt: undefined. The method must be there.
  std::optional<Json> call(JobContext& job, std::string_view method, const script::Args& args);
  /// The same, not unpacked.
  std::optional<FlatJson> call_flat(JobContext& job, std::string_view method,
                                    const script::Args& args);
  /// The result kept in the engine: it holds functions, or is passed on to another hook.
  script::Value call_value(JobContext& job, std::string_view method, const script::Args& args);
  /// A function inside a value; `what` names it in errors.
  std::optional<Json> call_member(JobContext& job, std::string_view what,
                                  const script::Value& object, const std::vector<std::string>& path,
                                  const script::Args& args);

  script::Value make(const Json& value, script::Freeze freeze = script::Freeze::no) {
    return realm_->make(value, freeze);
  }
  script::Value make_object(const script::Context& context) { return realm_->make_object(context); }
  void freeze(const script::Value& value) { realm_->freeze(value); }
  std::optional<Json> json(const script::Value& value) const { return realm_->json(value); }

  /// A frozen value that many calls hand out, made again only when `version` is another object.
  const script::Value& shared(const std::string& slot, std::shared_ptr<const void> version,
                              const std::function<script::Value()>& make);

 private:
  struct Shared {
    std::shared_ptr<const void> version;
    script::Value value;
  };

  script::CallOptions call_options(JobContext& job) const;

  BlueprintId id_;
  Doc<BlueprintDocument> document_;
  script::CallOptions options_;
  std::unique_ptr<script::Realm> realm_;
  std::string type_;
  std::map<std::string, Shared> shared_;
  mutable std::unordered_map<std::string, bool> has_;
};

}  // namespace takt::blueprints
