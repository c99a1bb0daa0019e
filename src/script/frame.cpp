#include "script/frame_impl.h"

#include <js/Conversions.h>
#include <js/Exception.h>
#include <js/GCAPI.h>
#include <js/Interrupt.h>
#include <js/Promise.h>
#include <js/PropertyAndElement.h>
#include <js/Stack.h>

#include "script/convert_impl.h"
#include "script/script_error.h"

namespace takt::script {

namespace {

constexpr std::string_view kOutOfMemory = "out of memory";

/// Text of a member of an error object; empty when it has none. Leaves nothing pending.
std::string error_member(JSContext* cx, JS::HandleObject error, const char* name) {
  JS::RootedValue value(cx);
  if (!JS_GetProperty(cx, error, name, &value) || !value.isString()) {
    JS_ClearPendingException(cx);
    return {};
  }
  JS::RootedString text(cx, value.toString());
  return to_text(cx, text);
}

std::string value_text(JSContext* cx, JS::HandleValue value) {
  JS::RootedString text(cx, JS::ToString(cx, value));
  if (!text) {
    JS_ClearPendingException(cx);
    return "a value that has no text was thrown";
  }
  return to_text(cx, text);
}

}  // namespace

std::string_view kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::thrown:
      return "thrown";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::memory:
      return "memory";
    case ErrorKind::never_settled:
      return "never_settled";
    case ErrorKind::bad_result:
      return "bad_result";
  }
  return "unknown";
}

std::string stack_text(JSContext* cx, JS::HandleObject stack) {
  if (!stack) return {};
  JS::RootedString text(cx);
  if (!JS::BuildStackString(cx, nullptr, stack, &text, 0, js::StackFormat::V8)) {
    JS_ClearPendingException(cx);
    return {};
  }
  return to_text(cx, text);
}

Frame::Frame(EngineImpl& engine, const CallOptions& options)
    : engine_(engine),
      options_(options),
      outer_(engine.frame()),
      first_job_(engine.jobs().mark()),
      start_(Watchdog::now()),
      deadline_(start_ + std::chrono::nanoseconds(options.limits.time).count()),
      budget_(
          options.limits.memory_bytes,
          [](void* cx) { JS_RequestInterruptCallbackCanWait(static_cast<JSContext*>(cx)); },
          engine.cx()),
      random_state_(options.seams.seed) {
  engine_.set_frame(this);
  engine_.set_deadline(deadline_);
}

Frame::~Frame() {
  engine_.jobs().drop_from(first_job_);
  engine_.set_frame(outer_);
  engine_.set_deadline(outer_ == nullptr ? Watchdog::kNever : outer_->deadline_);
  if (outer_ == nullptr) engine_.add_script_time(Watchdog::now() - start_ - outside_);
}

double Frame::random() {
  // splitmix64
  random_state_ += 0x9e3779b97f4a7c15;
  uint64_t z = random_state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-53;
}

uint32_t Frame::add_host(Host* host) {
  const uint32_t handle = engine_.next_handle();
  hosts_.emplace_back(handle, host);
  return handle;
}

Host* Frame::find_host(const EngineImpl& engine, uint32_t handle) {
  for (const Frame* frame = engine.frame(); frame != nullptr; frame = frame->outer_) {
    for (const auto& [number, host] : frame->hosts_) {
      if (number == handle) return host;
    }
  }
  return nullptr;
}

void Frame::keep(JS::HandleObject error, std::exception_ptr exception) {
  kept_.push_back(std::make_unique<Kept>(
      Kept{JS::PersistentRootedObject(engine_.cx(), error), std::move(exception)}));
}

void Frame::extend(int64_t nanoseconds) {
  deadline_ += nanoseconds;
  outside_ += nanoseconds;
  engine_.set_deadline(deadline_);
}

bool Frame::check_deadline() {
  if (Watchdog::now() < deadline_) return false;
  if (!timed_out_) {
    timed_out_ = true;
    const MemoryBudget::Scope uncounted(nullptr);
    JS::RootedObject stack(engine_.cx());
    if (JS::CaptureCurrentStack(engine_.cx(), &stack)) {
      stack_at_timeout_ = stack_text(engine_.cx(), stack);
    }
    JS_ClearPendingException(engine_.cx());
  }
  return true;
}

void Frame::recount_memory() {
  if (!budget_.wants_recount()) return;
  const MemoryBudget::Scope uncounted(nullptr);
  JSContext* cx = engine_.cx();
  // The second collection waits for what the first left to the engine's own threads.
  for (int i = 0; i < 2; ++i) {
    JS::PrepareForFullGC(cx);
    JS::NonIncrementalGC(cx, JS::GCOptions::Normal, JS::GCReason::API);
  }
  JS::RootedObject info(cx, js::gc::NewMemoryInfoObject(cx));
  JS::RootedValue value(cx);
  if (!info || !JS_GetProperty(cx, info, "zone", &value) || !value.isObject()) return;
  info = &value.toObject();
  if (!JS_GetProperty(cx, info, "mallocBytes", &value) || !value.isNumber()) return;
  budget_.set_used(static_cast<size_t>(value.toNumber()));
}

void Frame::run(JS::HandleValue self, JS::HandleValue function, const JS::HandleValueArray& args,
                JS::MutableHandleValue result) {
  const MemoryBudget::Scope counted(&budget_);
  if (!JS::Call(engine_.cx(), self, function, args, result)) raise();
  settle(result);
}

void Frame::construct(JS::HandleValue function, const JS::HandleValueArray& args,
                      JS::MutableHandleObject result) {
  const MemoryBudget::Scope counted(&budget_);
  if (!JS::Construct(engine_.cx(), function, args, result)) raise();
}

void Frame::settle(JS::MutableHandleValue result) {
  JSContext* cx = engine_.cx();
  JS::RootedObject promise(cx);
  if (result.isObject()) {
    promise = &result.toObject();
    if (!JS::IsPromiseObject(promise)) {
      JS::RootedValue then(cx);
      if (!JS_GetProperty(cx, promise, "then", &then)) raise();
      const bool thenable = then.isObject() && JS::IsCallable(&then.toObject());
      promise = thenable ? JS::CallOriginalPromiseResolve(cx, result) : nullptr;
      if (thenable && !promise) raise();
    }
  }
  if (!engine_.jobs().run_from(cx, first_job_)) raise();
  if (!promise) return;
  switch (JS::GetPromiseState(promise)) {
    case JS::PromiseState::Fulfilled:
      result.set(JS::GetPromiseResult(promise));
      return;
    case JS::PromiseState::Pending:
      throw ScriptError(ErrorKind::never_settled, "the promise it returned never settles");
    case JS::PromiseState::Rejected:
      break;
  }
  JS::SetSettledPromiseIsHandled(cx, promise);
  JS::RootedValue error(cx, JS::GetPromiseResult(promise));
  raise_value(error, nullptr);
}

void Frame::raise() {
  const MemoryBudget::Scope uncounted(nullptr);
  JSContext* cx = engine_.cx();
  if (timed_out_) {
    JS_ClearPendingException(cx);
    throw ScriptError(ErrorKind::timeout,
                      fmt::format("it took longer than {} ms", limits().time.count()),
                      stack_at_timeout_);
  }
  if (!JS_IsExceptionPending(cx)) {
    if (out_of_memory_ || budget_.exceeded()) {
      throw ScriptError(ErrorKind::memory, std::string(kOutOfMemory));
    }
    throw ScriptError(ErrorKind::thrown, "the script ended without an exception");
  }
  JS::ExceptionStack pending(cx);
  if (!JS::StealPendingExceptionStack(cx, &pending)) {
    JS_ClearPendingException(cx);
    throw ScriptError(ErrorKind::thrown, "an exception that can't be read");
  }
  JS::RootedValue value(cx, pending.exception());
  JS::RootedObject stack(cx, pending.stack());
  raise_value(value, stack);
}

void Frame::raise_value(JS::HandleValue value, JS::HandleObject stack) {
  const MemoryBudget::Scope uncounted(nullptr);
  JSContext* cx = engine_.cx();
  if (!value.isObject()) {
    const std::string text = value_text(cx, value);
    const bool memory = text == kOutOfMemory && out_of_memory_;
    throw ScriptError(
        memory ? ErrorKind::memory : ErrorKind::thrown,
        memory ? fmt::format("it used more than {} MB of memory", limits().memory_bytes >> 20)
               : text,
        stack_text(cx, stack));
  }
  JS::RootedObject error(cx, &value.toObject());
  for (const Frame* frame = this; frame != nullptr; frame = frame->outer_) {
    for (const auto& kept : frame->kept_) {
      if (kept->error == error) std::rethrow_exception(kept->exception);
    }
  }
  std::string message = error_member(cx, error, "message");
  const std::string name = error_member(cx, error, "name");
  if (message.empty()) message = value_text(cx, value);
  JS::RootedObject own_stack(cx, JS::ExceptionStackOrNull(error));
  const std::string text = fmt::format("{}: {}", name.empty() ? "Error" : name, message);
  const std::string frames = stack_text(cx, own_stack ? own_stack : stack);
  throw ScriptError(ErrorKind::thrown, message, text + "\n" + frames, text);
}

}  // namespace takt::script
