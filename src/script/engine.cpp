#include "script/engine.h"

#include <js/Date.h>
#include <js/GCAPI.h>
#include <js/Initialization.h>
#include <js/Interrupt.h>
#include <js/MemoryCallbacks.h>

#include <atomic>
#include <stdexcept>

#include "base/log.h"
#include "script/engine_impl.h"
#include "script/frame_impl.h"
#include "script/memory_budget.h"

#ifdef __SANITIZE_THREAD__
/// The library isn't instrumented: its function-local statics look unordered to ThreadSanitizer, which
/// sees the constructor of such a mutex but not the guard that other threads read before they lock it.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:^mozilla::detail::MutexImpl::MutexImpl\n";
}
#endif

namespace takt::script {

namespace {

// Of the thread's own stack (8 MB), for deep recursion in scripts before they get an error.
constexpr size_t kStackBytes = size_t{2} << 20;
// A full collection between jobs is worth it after this much growth.
constexpr size_t kIdleGrowthBytes = size_t{24} << 20;

/// What a call sees as the time, in microseconds; also `new Date()`.
double seam_time(double, JSContext* cx) {
  const Frame* frame = EngineImpl::of(cx).frame();
  return frame == nullptr ? 0 : frame->now() * 1000;
}

void on_collection(JSContext*, JS::GCProgress progress, const JS::GCDescription&) {
  if (progress == JS::GC_SLICE_BEGIN) MemoryBudget::enter_critical();
  if (progress == JS::GC_SLICE_END) MemoryBudget::leave_critical();
}

void on_nursery_collection(JSContext*, JS::GCNurseryProgress progress, JS::GCReason) {
  progress == JS::GCNurseryProgress::GC_NURSERY_COLLECTION_START ? MemoryBudget::enter_critical()
                                                                 : MemoryBudget::leave_critical();
}

bool on_interrupt(JSContext* cx) {
  Frame* frame = EngineImpl::of(cx).frame();
  if (frame == nullptr) return true;
  if (frame->check_deadline()) return false;
  frame->recount_memory();
  return true;
}

void on_out_of_memory(JSContext* cx, void*) {
  if (Frame* frame = EngineImpl::of(cx).frame()) frame->note_out_of_memory();
}

std::atomic<int> g_engines{0};

/// The library, from the first engine to the end of the process. Where a process ends with engines
/// still running (exit from another thread), it is left as it is.
class Library {
 public:
  Library() {
    if (const char* why = JS_InitWithFailureDiagnostic()) {
      throw std::runtime_error(fmt::format("the script engine doesn't start: {}", why));
    }
    JS::SetReduceMicrosecondTimePrecisionCallback(seam_time);
  }
  ~Library() {
    if (g_engines == 0) JS_ShutDown();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

void write_to_log(ConsoleLevel level, std::string_view realm, std::string_view text) {
  switch (level) {
    case ConsoleLevel::debug:
      return log::debug("[{}] {}", realm, text);
    case ConsoleLevel::info:
      return log::info("[{}] {}", realm, text);
    case ConsoleLevel::warning:
      return log::warning("[{}] {}", realm, text);
    case ConsoleLevel::error:
      return log::error("[{}] {}", realm, text);
  }
}

void set_gc_parameters(JSContext* cx, const EngineOptions& options) {
  JS_SetGCParameter(cx, JSGC_MAX_BYTES, static_cast<uint32_t>(options.heap_bytes));
  JS_SetGCParameter(cx, JSGC_MAX_NURSERY_BYTES, static_cast<uint32_t>(options.nursery_bytes));
  JS_SetGCParameter(cx, JSGC_INCREMENTAL_GC_ENABLED, 1);
  JS_SetGCParameter(cx, JSGC_PER_ZONE_GC_ENABLED, 1);
  JS_SetGCParameter(cx, JSGC_SLICE_TIME_BUDGET_MS, 5);
  // Megabytes before a collection starts by itself; idle_gc() is there to come first.
  JS_SetGCParameter(cx, JSGC_ALLOCATION_THRESHOLD, 64);
  JS_SetGCParameter(cx, JSGC_MALLOC_THRESHOLD_BASE, 128);
}

}  // namespace

EngineImpl::EngineImpl(const EngineOptions& options) : options_(options) {
  static const Library library;
  if (!options_.console) options_.console = write_to_log;
  cx_ = JS_NewContext(static_cast<uint32_t>(options_.heap_bytes));
  if (cx_ == nullptr) throw std::runtime_error("no memory for a script engine");
  JS_SetContextPrivate(cx_, this);
  JS_SetNativeStackQuota(cx_, kStackBytes);
  set_gc_parameters(cx_, options_);
  JS::SetGCSliceCallback(cx_, on_collection);
  JS::SetGCNurseryCollectionCallback(cx_, on_nursery_collection);
  JS::SetOutOfMemoryCallback(cx_, on_out_of_memory, nullptr);
  jobs_ = std::make_unique<JobQueue>(cx_);
  JS::SetJobQueue(cx_, jobs_.get());
  if (!JS_AddInterruptCallback(cx_, on_interrupt) || !JS::InitSelfHostedCode(cx_)) {
    throw std::runtime_error("the script engine doesn't start");
  }
  watchdog_ = Watchdog::shared();
  client_.fire = [](void* cx) { JS_RequestInterruptCallback(static_cast<JSContext*>(cx)); };
  client_.data = cx_;
  ++g_engines;
  watchdog_->add(client_);
}

EngineImpl::~EngineImpl() {
  watchdog_->remove(client_);
  jobs_.reset();
  JS_DestroyContext(cx_);
  --g_engines;
}

void EngineImpl::idle_gc() {
  const size_t heap = heap_bytes();
  if (heap < heap_after_gc_ + kIdleGrowthBytes) return;
  JS::PrepareForFullGC(cx_);
  JS::NonIncrementalGC(cx_, JS::GCOptions::Normal, JS::GCReason::API);
  heap_after_gc_ = heap_bytes();
}

size_t EngineImpl::heap_bytes() const {
  return JS_GetGCParameter(cx_, JSGC_BYTES);
}

Engine::Engine(EngineOptions options) : options_(std::move(options)) {}
Engine::~Engine() = default;

EngineImpl& Engine::impl() {
  if (!impl_) impl_ = std::make_unique<EngineImpl>(options_);
  return *impl_;
}

void Engine::idle_gc() {
  if (impl_) impl_->idle_gc();
}

std::chrono::nanoseconds Engine::script_time() const {
  return std::chrono::nanoseconds(impl_ ? impl_->script_time() : 0);
}

size_t Engine::heap_bytes() const {
  return impl_ ? impl_->heap_bytes() : 0;
}

}  // namespace takt::script
