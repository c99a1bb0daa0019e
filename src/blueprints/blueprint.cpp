#include "blueprints/blueprint.h"

#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/prelude.h"
#include "script/activity.h"

namespace takt::blueprints {

namespace {

/// For a studio without a blueprint: an empty baseline, and no rundown is accepted.
constexpr std::string_view kDefaultStudio = R"({ default: {
  blueprintType: 'studio', blueprintVersion: '', integrationVersion: '', TSRVersion: '',
  studioConfigSchema: '{}', configPresets: { 0: { name: 'Default', config: {} } },
  getBaseline: () => ({ timelineObjects: [] }),
  getShowStyleId: () => null,
} })";

std::string realm_name(const BlueprintId& id, const BlueprintDocument* document) {
  if (document == nullptr) return "default-studio";
  const std::string name = document->name.value_or("");
  return name.empty() ? id.str() : name;
}

template <class Work>
auto wrapped(const BlueprintId& id, std::string_view what, Work work) {
  const script::Activity::Scope seen(id.str(), what);
  try {
    return work();
  } catch (const script::ScriptError& error) {
    // Here, because most callers go on without the hook's result and only say so.
    const BlueprintError failure(id.str(), what, error);
    log::error("{}\n{}", failure.what(), failure.stack());
    throw failure;
  }
}

}  // namespace

Blueprint::Blueprint(script::Engine& engine, const BlueprintId& id, Doc<BlueprintDocument> document,
                     const script::CallOptions& options)
    : id_(id), document_(std::move(document)), options_(options) {
  if (document_ && document_->code.empty()) {
    throw std::runtime_error(fmt::format("Blueprint \"{}\".code not set!", id_));
  }
  realm_ =
      std::make_unique<script::Realm>(engine, realm_name(id_, document_.get()), prelude_sources());
  const script::Activity::Scope seen(id_.str(), "its code");
  try {
    realm_->load(document_ ? std::string_view(document_->code) : kDefaultStudio, options_);
  } catch (const script::ScriptError& error) {
    throw DetailedError(fmt::format("Syntax error in blueprint \"{}\": {}", id_, error.text()),
                        error.stack());
  }
  const Json type = realm_->property("blueprintType").value_or(nullptr);
  type_ = type.is_string() ? to_string(type.get_string()) : dump(type);
  if (document_ && type_ != document_->blueprintType.value_or("undefined")) {
    throw std::runtime_error(
        fmt::format("Blueprint \"{}\" says that it is of type \"{}\", its document says \"{}\"",
                    id_, type_, document_->blueprintType.value_or("undefined")));
  }
}

bool Blueprint::has(std::string_view method) const {
  const std::string name(method);
  const auto known = has_.find(name);
  if (known != has_.end()) return known->second;
  return has_[name] = realm_->has_function(method);
}

script::CallOptions Blueprint::call_options(JobContext& job) const {
  script::CallOptions options = options_;
  options.seams = {job.now(), job.ids().seed()};
  return options;
}

std::optional<Json> Blueprint::call(JobContext& job, std::string_view method,
                                    const script::Args& args) {
  return wrapped(id_, method, [&] { return realm_->call(method, args, call_options(job)); });
}

std::optional<FlatJson> Blueprint::call_flat(JobContext& job, std::string_view method,
                                             const script::Args& args) {
  return wrapped(id_, method, [&] { return realm_->call_flat(method, args, call_options(job)); });
}

script::Value Blueprint::call_value(JobContext& job, std::string_view method,
                                    const script::Args& args) {
  return wrapped(id_, method, [&] { return realm_->call_value(method, args, call_options(job)); });
}

std::optional<Json> Blueprint::call_member(JobContext& job, std::string_view what,
                                           const script::Value& object,
                                           const std::vector<std::string>& path,
                                           const script::Args& args) {
  return wrapped(id_, what,
                 [&] { return realm_->call_member(object, path, args, call_options(job)); });
}

std::optional<Json> Blueprint::property(JobContext& job, std::string_view what,
                                        const script::Value& object, std::string_view name) const {
  return wrapped(id_, what, [&] { return realm_->property(object, name, call_options(job)); });
}

const script::Value& Blueprint::shared(const std::string& slot, std::shared_ptr<const void> version,
                                       const std::function<script::Value()>& make) {
  Shared& place = shared_[slot];
  if (place.value.empty() || place.version != version) {
    place.value = make();
    realm_->freeze(place.value);
    place.version = std::move(version);
  }
  return place.value;
}

}  // namespace takt::blueprints
