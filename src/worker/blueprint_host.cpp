#include "worker/blueprint_host.h"

#include "blueprints/blueprints.h"

namespace takt::worker {

BlueprintHost::BlueprintHost(Options options) : options_(std::move(options)) {}
BlueprintHost::~BlueprintHost() = default;

blueprints::Blueprints& BlueprintHost::get() {
  if (!blueprints_) {
    blueprints::BlueprintOptions options;
    options.limits.time = std::chrono::milliseconds(static_cast<int64_t>(options_.script_ms));
    options.limits.memory_bytes = options_.script_memory_bytes;
    options.host_url = options_.host_url;
    blueprints_ = std::make_unique<blueprints::Blueprints>(std::move(options));
  }
  return *blueprints_;
}

void BlueprintHost::idle() {
  if (blueprints_) blueprints_->idle();
}

}  // namespace takt::worker
