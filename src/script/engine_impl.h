#pragma once

// The engine behind script/engine.h. Only script/*.cpp include this.

#include <jsapi.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "script/engine.h"
#include "script/job_queue_impl.h"
#include "script/watchdog.h"

namespace takt::script {

class Frame;

class EngineImpl {
 public:
  explicit EngineImpl(const EngineOptions& options);
  ~EngineImpl();
  EngineImpl(const EngineImpl&) = delete;
  EngineImpl& operator=(const EngineImpl&) = delete;

  static EngineImpl& of(JSContext* cx) {
    return *static_cast<EngineImpl*>(JS_GetContextPrivate(cx));
  }

  JSContext* cx() const { return cx_; }
  JobQueue& jobs() { return *jobs_; }
  const EngineOptions& options() const { return options_; }
  /// The innermost running call, or nullptr.
  Frame* frame() const { return frame_; }
  void set_frame(Frame* frame) { frame_ = frame; }
  void set_deadline(int64_t deadline) { watchdog_->set_deadline(client_, deadline); }
  uint32_t next_handle() { return ++last_handle_; }

  void add_script_time(int64_t nanoseconds) { script_time_ += nanoseconds; }
  int64_t script_time() const { return script_time_; }

  void idle_gc();
  size_t heap_bytes() const;

 private:
  EngineOptions options_;
  JSContext* cx_ = nullptr;
  std::unique_ptr<JobQueue> jobs_;
  std::shared_ptr<Watchdog> watchdog_;
  Watchdog::Client client_;
  Frame* frame_ = nullptr;
  uint32_t last_handle_ = 0;
  size_t heap_after_gc_ = 0;
  int64_t script_time_ = 0;
};

class RealmImpl {
 public:
  RealmImpl(EngineImpl& the_engine, std::string the_name)
      : engine(the_engine),
        name(std::move(the_name)),
        global(the_engine.cx()),
        contexts(the_engine.cx()),
        manifest(the_engine.cx()),
        host_key(the_engine.cx()),
        data_key(the_engine.cx()) {}

  EngineImpl& engine;
  std::string name;
  JS::PersistentRootedObject global;
  JS::PersistentRootedObject contexts;  // class name -> class
  JS::PersistentRootedObject manifest;  // null before load
  // The symbols under which a context has its host's handle and its data.
  JS::PersistentRootedSymbol host_key;
  JS::PersistentRootedSymbol data_key;
  /// Of the classes whose objects are made without running a constructor; null for the others.
  std::map<std::string, JS::PersistentRootedObject, std::less<>> plain_prototypes;
};

class ValueImpl {
 public:
  ValueImpl(JSContext* cx, JS::HandleValue the_value) : value(cx, the_value) {}
  JS::PersistentRootedValue value;
};

}  // namespace takt::script
