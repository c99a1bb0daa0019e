#pragma once

// One running call: its limits, seams, hosts, and the way its outcome comes out. Frames nest when a
// Host starts another call. Only script/*.cpp include this.

#include <jsapi.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "script/engine_impl.h"
#include "script/host.h"
#include "script/limits.h"
#include "script/memory_budget.h"

namespace takt::script {

class Frame {
 public:
  Frame(EngineImpl& engine, const CallOptions& options);
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  double now() const { return options_.seams.now; }
  /// Uniform in [0, 1).
  double random();
  const Limits& limits() const { return options_.limits; }

  /// A number by which the script reaches `host` during this call.
  uint32_t add_host(Host* host);
  /// Of this call or one around it; nullptr when the call is over.
  static Host* find_host(const EngineImpl& engine, uint32_t handle);
  /// Remembers what `error` stands for, to throw it again when the script lets it pass.
  void keep(JS::HandleObject error, std::exception_ptr exception);
  /// Time spent outside the script.
  void extend(int64_t nanoseconds);

  /// In the interrupt: true when the script must end.
  bool check_deadline();
  /// In the interrupt: collects garbage when the budget asks for a recount.
  void recount_memory();
  void note_out_of_memory() { out_of_memory_ = true; }

  /// Runs script code: calls `function` and drives what it returns until it is settled.
  void run(JS::HandleValue self, JS::HandleValue function, const JS::HandleValueArray& args,
           JS::MutableHandleValue result);
  /// The same for a function that is a class.
  void construct(JS::HandleValue function, const JS::HandleValueArray& args,
                 JS::MutableHandleObject result);
  /// Leaves with what is pending in the engine.
  [[noreturn]] void raise();

  MemoryBudget& budget() { return budget_; }

 private:
  struct Kept {
    JS::PersistentRootedObject error;
    std::exception_ptr exception;
  };

  void settle(JS::MutableHandleValue result);
  [[noreturn]] void raise_value(JS::HandleValue value, JS::HandleObject stack);

  EngineImpl& engine_;
  CallOptions options_;
  Frame* outer_;
  size_t first_job_;
  int64_t start_;
  int64_t deadline_;
  int64_t outside_ = 0;
  MemoryBudget budget_;
  bool timed_out_ = false;
  bool out_of_memory_ = false;
  std::string stack_at_timeout_;
  uint64_t random_state_;
  std::vector<std::pair<uint32_t, Host*>> hosts_;
  std::vector<std::unique_ptr<Kept>> kept_;
};

/// The stack as V8 prints it ("    at name (file:line:column)"); empty when there is none.
std::string stack_text(JSContext* cx, JS::HandleObject stack);

}  // namespace takt::script
