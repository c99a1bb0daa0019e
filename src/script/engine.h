#pragma once

// One script engine (SpiderMonkey context): one per worker thread, used by that thread only; made
// on first use (about 15 ms). Realms live in it; every Realm and Value must be gone before it.

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace takt::script {

enum class ConsoleLevel { debug, info, warning, error };

struct EngineOptions {
  /// The engine's own heap of cells, for all realms together.
  size_t heap_bytes = size_t{512} << 20;
  /// Young objects; what fits here costs no garbage collection in a call.
  size_t nursery_bytes = size_t{32} << 20;
  /// Gets what scripts write to `console`: the realm's name and the text. Default: the log.
  std::function<void(ConsoleLevel, std::string_view realm, std::string_view text)> console;
};

class EngineImpl;

class Engine {
 public:
  explicit Engine(EngineOptions options = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Garbage collection where it hurts nobody: between jobs. Cheap when there is little to do.
  void idle_gc();
  /// Heap in use, for metrics; 0 before first use.
  size_t heap_bytes() const;
  /// Time spent in scripts since the engine was made, without their Hosts: for metrics.
  std::chrono::nanoseconds script_time() const;

  /// The engine itself, made now if need be. For script/ only.
  EngineImpl& impl();

 private:
  EngineOptions options_;
  std::unique_ptr<EngineImpl> impl_;
};

}  // namespace takt::script
