#pragma once

// The script engine and blueprints of one worker thread, made on first use (about 15 ms) and ended
// with the thread. Used by that thread only.

#include <memory>
#include <string>

#include "worker/seams.h"

namespace takt::worker {

class BlueprintHost {
 public:
  struct Options {
    /// Where people reach this installation.
    std::string host_url;
    /// Of one call of a script.
    double script_ms = 5000;
    /// Of new memory that one call keeps.
    size_t script_memory_bytes = size_t{256} << 20;
  };

  explicit BlueprintHost(Options options);
  ~BlueprintHost();
  BlueprintHost(const BlueprintHost&) = delete;
  BlueprintHost& operator=(const BlueprintHost&) = delete;

  blueprints::Blueprints& get();
  /// Between jobs, when nothing waits: collects garbage. Nothing before the first get().
  void idle();

 private:
  const Options options_;
  std::unique_ptr<blueprints::Blueprints> blueprints_;
};

}  // namespace takt::worker
