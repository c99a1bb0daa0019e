#include "script/natives_impl.h"

#include <js/Array.h>
#include <js/CharacterEncoding.h>
#include <js/Exception.h>
#include <js/PropertyAndElement.h>

#include "script/convert_impl.h"
#include "script/frame_impl.h"
#include "script/lazy_impl.h"
#include "script/script_error.h"

namespace takt::script {

namespace {

/// Throws an Error in the script, and gives the error object; null when that failed.
JSObject* throw_error(JSContext* cx, const std::string& message) {
  JS_ReportErrorUTF8(cx, "%s", message.c_str());
  JS::RootedValue error(cx);
  if (!JS_GetPendingException(cx, &error) || !error.isObject()) return nullptr;
  return &error.toObject();
}

/// Time in a host call isn't the script's.
class OutsideScript {
 public:
  explicit OutsideScript(Frame& frame) : frame_(frame), start_(Watchdog::now()) {}
  ~OutsideScript() {
    const int64_t spent = Watchdog::now() - start_;
    if (spent > kWorthTellingNs) frame_.extend(spent);
  }
  OutsideScript(const OutsideScript&) = delete;
  OutsideScript& operator=(const OutsideScript&) = delete;

 private:
  static constexpr int64_t kWorthTellingNs = 200'000;
  Frame& frame_;
  int64_t start_;
  MemoryBudget::Scope uncounted_{nullptr};
};

bool give(JSContext* cx, const Reply& reply, JS::MutableHandleValue out) {
  if (const Json* json = std::get_if<Json>(&reply.content())) return to_js(cx, *json, out);
  if (const Value* value = std::get_if<Value>(&reply.content()); value && !value->empty()) {
    out.set(value->impl()->value);
    return true;
  }
  out.setUndefined();
  return true;
}

/// The arguments from `first` on, as JSON; undefined ones at the end left out.
JsonArray json_args(JSContext* cx, const JS::CallArgs& args, unsigned first, size_t max_bytes) {
  unsigned count = args.length();
  while (count > first && args[count - 1].isUndefined()) --count;
  JsonArray values;
  values.reserve(count);
  for (unsigned i = first; i < count; ++i) {
    std::optional<Json> value = to_json(cx, args[i], max_bytes);
    values.push_back(value ? std::move(*value) : Json(nullptr));
  }
  return values;
}

enum class Form { plain, with_value };

bool call_host(JSContext* cx, const JS::CallArgs& args, Form form) {
  EngineImpl& engine = EngineImpl::of(cx);
  Frame* frame = engine.frame();
  Host* host = args.length() >= 2 && args[0].isInt32() && args[1].isString()
                   ? Frame::find_host(engine, static_cast<uint32_t>(args[0].toInt32()))
                   : nullptr;
  if (frame == nullptr || host == nullptr) {
    throw_error(cx, "this context object can only be used during the call that it was given to");
    return false;
  }
  try {
    const OutsideScript outside(*frame);
    JS::RootedString name(cx, args[1].toString());
    const std::string method = to_text(cx, name);
    const size_t max_bytes = frame->limits().result_bytes;
    if (form == Form::plain) {
      return give(cx, host->call(method, json_args(cx, args, 2, max_bytes)), args.rval());
    }
    const Value value(std::make_shared<ValueImpl>(cx, args.get(2)));
    return give(cx, host->call_with(method, value, json_args(cx, args, 3, max_bytes)), args.rval());
  } catch (const Pending&) {
    return false;
  } catch (const std::exception& exception) {
    JS::RootedObject error(cx, throw_error(cx, exception.what()));
    if (error) frame->keep(error, std::current_exception());
    return false;
  }
}

/// takt.host(handle, method, ...args)
bool native_host(JSContext* cx, unsigned argc, JS::Value* vp) {
  return call_host(cx, JS::CallArgsFromVp(argc, vp), Form::plain);
}

/// takt.hostWithValue(handle, method, value, ...args)
bool native_host_with_value(JSContext* cx, unsigned argc, JS::Value* vp) {
  return call_host(cx, JS::CallArgsFromVp(argc, vp), Form::with_value);
}

/// takt.log(level, text): level is that of ConsoleLevel.
bool native_log(JSContext* cx, unsigned argc, JS::Value* vp) {
  const JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  args.rval().setUndefined();
  if (args.length() < 2 || !args[0].isInt32() || !args[1].isString()) return true;
  const MemoryBudget::Scope uncounted(nullptr);
  try {
    JS::RootedString text(cx, args[1].toString());
    const auto* realm =
        static_cast<const RealmImpl*>(JS::GetRealmPrivate(JS::GetCurrentRealmOrNull(cx)));
    EngineImpl::of(cx).options().console(static_cast<ConsoleLevel>(args[0].toInt32()),
                                         realm == nullptr ? "" : realm->name, to_text(cx, text));
    return true;
  } catch (const Pending&) {
    return false;
  } catch (const std::exception& exception) {
    throw_error(cx, exception.what());
    return false;
  }
}

bool native_random(JSContext* cx, unsigned argc, JS::Value* vp) {
  const JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  Frame* frame = EngineImpl::of(cx).frame();
  args.rval().setDouble(frame == nullptr ? 0 : frame->random());
  return true;
}

bool native_structured_clone(JSContext* cx, unsigned argc, JS::Value* vp) {
  const JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  return structured_clone(cx, args.get(0), args.rval());
}

}  // namespace

Reply Host::call_with(std::string_view method, const Value&, const JsonArray&) {
  throw std::logic_error(fmt::format("this context has no method {}", method));
}

JSObject* make_takt_object(JSContext* cx, JS::HandleObject global) {
  JS::RootedObject takt(cx, JS_NewPlainObject(cx));
  JS::RootedObject contexts(cx, JS_NewPlainObject(cx));
  JS::RootedValue math(cx);
  if (!takt || !contexts || !JS_GetProperty(cx, global, "Math", &math) || !math.isObject()) {
    return nullptr;
  }
  JS::RootedObject math_object(cx, &math.toObject());
  if (!JS_DefineFunction(cx, math_object, "random", native_random, 0, 0) ||
      !JS_DefineFunction(cx, takt, "host", native_host, 2, JSPROP_ENUMERATE) ||
      !JS_DefineFunction(cx, takt, "hostWithValue", native_host_with_value, 3, JSPROP_ENUMERATE) ||
      !JS_DefineFunction(cx, takt, "log", native_log, 2, JSPROP_ENUMERATE) ||
      !JS_DefineFunction(cx, takt, "structuredClone", native_structured_clone, 1,
                         JSPROP_ENUMERATE) ||
      !JS_DefineProperty(cx, takt, "contexts", contexts, JSPROP_ENUMERATE)) {
    return nullptr;
  }
  return takt;
}

}  // namespace takt::script
