#pragma once

// The script engine and blueprints of one worker thread, made on first use (about 15 ms) and ended
// with the thread. Used by that thread only.

#include <memory>

#include "worker/seams.h"

namespace takt::worker {

class BlueprintHost {
 public:
  BlueprintHost();
  ~BlueprintHost();
  BlueprintHost(const BlueprintHost&) = delete;
  BlueprintHost& operator=(const BlueprintHost&) = delete;

  blueprints::Blueprints& get();
  /// Between jobs, when nothing waits: collects garbage. Nothing before the first get().
  void idle();

 private:
  std::unique_ptr<blueprints::Blueprints> blueprints_;
};

}  // namespace takt::worker
