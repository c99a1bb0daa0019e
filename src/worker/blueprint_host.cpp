#include "worker/blueprint_host.h"

#include "blueprints/blueprints.h"

namespace takt::worker {

BlueprintHost::BlueprintHost() = default;
BlueprintHost::~BlueprintHost() = default;

blueprints::Blueprints& BlueprintHost::get() {
  if (!blueprints_) blueprints_ = std::make_unique<blueprints::Blueprints>();
  return *blueprints_;
}

void BlueprintHost::idle() {
  if (blueprints_) blueprints_->idle();
}

}  // namespace takt::worker
