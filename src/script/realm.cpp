#include "script/realm.h"

#include <js/CompilationAndEvaluation.h>
#include <js/GlobalObject.h>
#include <js/PropertyAndElement.h>
#include <js/Realm.h>
#include <js/RealmOptions.h>
#include <js/SourceText.h>
#include <js/Symbol.h>

#include "script/builtins.h"
#include "script/convert_impl.h"
#include "script/engine_impl.h"
#include "script/frame_impl.h"
#include "script/lazy_impl.h"
#include "script/natives_impl.h"

namespace takt::script {

namespace {

const JSClass kGlobalClass = {
    "global", JSCLASS_GLOBAL_FLAGS, &JS::DefaultGlobalClassOps, nullptr, nullptr, nullptr};

/// Where a call works: the realm entered, limits and seams in force.
struct Scope {
  Scope(RealmImpl& realm, const CallOptions& options)
      : cx(realm.engine.cx()), frame(realm.engine, options), entered(cx, realm.global) {}
  JSContext* cx;
  Frame frame;
  JSAutoRealm entered;
};

/// Runs `work` and turns the mark of a pending exception into that exception.
template <class Work>
auto guarded(Frame& frame, Work work) {
  try {
    return work();
  } catch (const Pending&) {
    frame.raise();
  }
}

/// One of our own sources: the body of a function of `takt`.
void run_source(Scope& scope, const Source& source, JS::HandleObject takt) {
  const std::string name(source.name);
  JS::CompileOptions options(scope.cx);
  options.setFileAndLine(name.c_str(), 1);
  const char* parameter = "takt";
  JS::RootedObjectVector environment(scope.cx);
  JS::RootedFunction function(
      scope.cx, JS::CompileFunctionUtf8(scope.cx, environment, options, "prelude", 1, &parameter,
                                        source.text.data(), source.text.size()));
  if (!function) scope.frame.raise();
  JS::RootedValue callee(scope.cx, JS::ObjectValue(*JS_GetFunctionObject(function)));
  JS::RootedValue argument(scope.cx, JS::ObjectValue(*takt));
  JS::RootedValue ignored(scope.cx);
  scope.frame.run(JS::UndefinedHandleValue, callee, JS::HandleValueArray(argument), &ignored);
}

/// The members of a context's data that JSON can't hold.
void add_to_data(JSContext* cx, const Context& context, JS::HandleObject data) {
  JS::RootedValue item(cx);
  const auto define = [&](JS::HandleObject into, const std::string& name) {
    if (!JS_DefineProperty(cx, into, name.c_str(), item, JSPROP_ENUMERATE)) throw Pending{};
  };
  for (const auto& [name, value] : context.values) {
    item = value.empty() ? JS::UndefinedValue() : value.impl()->value.get();
    define(data, name);
  }
  if (context.props.empty()) return;
  JS::RootedValue props(cx);
  if (!JS_GetProperty(cx, data, "props", &props)) throw Pending{};
  JS::RootedObject into(cx, &props.toObject());
  for (const auto& [name, object] : context.props) {
    if (!lazy_to_js(cx, object, &item)) throw Pending{};
    define(into, name);
  }
}

void find_class(Scope& scope, const RealmImpl& realm, const std::string& name,
                JS::MutableHandleValue type) {
  if (!JS_GetProperty(scope.cx, realm.contexts, name.c_str(), type)) throw Pending{};
  if (type.isObject()) return;
  throw ScriptError(ErrorKind::bad_result, fmt::format("there is no context class {}", name));
}

/// Null when the class has a constructor to be run.
JSObject* plain_prototype(Scope& scope, RealmImpl& realm, const std::string& class_name) {
  JSContext* cx = scope.cx;
  if (const auto known = realm.plain_prototypes.find(class_name);
      known != realm.plain_prototypes.end()) {
    return known->second;
  }
  JS::RootedValue value(cx);
  find_class(scope, realm, class_name, &value);
  JS::RootedObject type(cx, &value.toObject());
  if (!JS_GetProperty(cx, type, "isPlain", &value)) throw Pending{};
  JS::RootedObject prototype(cx);
  if (value.isTrue()) {
    if (!JS_GetProperty(cx, type, "prototype", &value)) throw Pending{};
    prototype = &value.toObject();
  }
  realm.plain_prototypes.try_emplace(class_name, cx, prototype);
  return prototype;
}

/// As takt.contexts' classes expect it: the handle and the data under their symbols, and data.props
/// as members of its own.
JSObject* make_plain_context(Scope& scope, RealmImpl& realm, JS::HandleObject prototype,
                             uint32_t handle, JS::HandleValue data) {
  JSContext* cx = scope.cx;
  JS::RootedObject made(cx, JS_NewObjectWithGivenProto(cx, nullptr, prototype));
  if (!made) throw Pending{};
  const auto define = [&](JS::Symbol* key, JS::HandleValue value) {
    JS::RootedId id(cx, JS::PropertyKey::Symbol(key));
    constexpr unsigned kFixed = JSPROP_READONLY | JSPROP_PERMANENT;
    if (!JS_DefinePropertyById(cx, made, id, value, kFixed)) throw Pending{};
  };
  JS::RootedValue value(cx, JS::Int32Value(static_cast<int32_t>(handle)));
  define(realm.host_key, value);
  define(realm.data_key, data);
  JS::RootedObject members(cx, data.isObject() ? &data.toObject() : nullptr);
  if (!members) return made;
  if (!JS_GetProperty(cx, members, "props", &value)) throw Pending{};
  JS::RootedObject props(cx, value.isObject() ? &value.toObject() : nullptr);
  if (props && !JS_AssignObject(cx, made, props)) throw Pending{};
  return made;
}

void make_context(Scope& scope, RealmImpl& realm, const Context& context,
                  JS::MutableHandleValue out) {
  JSContext* cx = scope.cx;
  JS::RootedObject prototype(cx, plain_prototype(scope, realm, context.class_name));
  JS::RootedValue data(cx);
  if (!to_js(cx, context.data, &data)) throw Pending{};
  if (data.isObject()) {
    JS::RootedObject members(cx, &data.toObject());
    add_to_data(cx, context, members);
  }
  if (context.data_out != nullptr) *context.data_out = Value(std::make_shared<ValueImpl>(cx, data));
  const uint32_t handle = scope.frame.add_host(context.host);
  if (prototype) {
    out.setObject(*make_plain_context(scope, realm, prototype, handle, data));
    return;
  }
  JS::RootedValue type(cx);
  find_class(scope, realm, context.class_name, &type);
  JS::RootedValueArray<2> args(cx);
  args[0].setInt32(static_cast<int32_t>(handle));
  args[1].set(data);
  JS::RootedObject made(cx);
  scope.frame.construct(type, args, &made);
  out.setObject(*made);
}

void deep_freeze(Scope& scope, JS::HandleValue value) {
  if (!value.isObject()) return;
  JS::RootedObject object(scope.cx, &value.toObject());
  if (!JS_DeepFreezeObject(scope.cx, object)) scope.frame.raise();
}

struct ArgToJs {
  Scope& scope;
  RealmImpl& realm;
  JS::MutableHandleValue out;

  void operator()(std::monostate) { out.setUndefined(); }
  void operator()(const Json* value) {
    if (!to_js(scope.cx, *value, out)) throw Pending{};
  }
  void operator()(const std::shared_ptr<const Json>& value) { (*this)(value.get()); }
  void operator()(const Value& value) {
    value.empty() ? out.setUndefined() : out.set(value.impl()->value);
  }
  void operator()(const Context* context) { make_context(scope, realm, *context, out); }
  void operator()(const std::shared_ptr<const Context>& context) { (*this)(context.get()); }
  void operator()(const LazyObject& object) {
    if (!lazy_to_js(scope.cx, object, out)) throw Pending{};
  }
  void operator()(const std::shared_ptr<const std::vector<LazyObject>>& objects) {
    if (!lazy_to_js(scope.cx, *objects, out)) throw Pending{};
  }
  void operator()(const std::shared_ptr<const ObjectView>& object) {
    if (!view_to_js(scope.cx, *object, out)) throw Pending{};
  }
};

void call_function(Scope& scope, RealmImpl& realm, JS::HandleObject self, JS::HandleValue function,
                   const Args& args, JS::MutableHandleValue result) {
  JS::RootedValueVector values(scope.cx);
  if (!values.resize(args.size())) throw std::bad_alloc();
  for (size_t i = 0; i < args.size(); ++i) {
    std::visit(ArgToJs{scope, realm, values[i]}, args[i].content());
  }
  JS::RootedValue self_value(scope.cx, JS::ObjectOrNullValue(self));
  scope.frame.run(self_value, function, values, result);
}

void call_by_name(Scope& scope, RealmImpl& realm, std::string_view name, const Args& args,
                  JS::MutableHandleValue result) {
  JS::RootedValue function(scope.cx);
  if (realm.manifest &&
      !JS_GetProperty(scope.cx, realm.manifest, std::string(name).c_str(), &function)) {
    throw Pending{};
  }
  if (!function.isObject() || !JS::IsCallable(&function.toObject())) {
    throw ScriptError(ErrorKind::bad_result, fmt::format("there is no function {}", name));
  }
  call_function(scope, realm, realm.manifest, function, args, result);
}

bool define_key(Scope& scope, JS::HandleObject takt, const char* name, JS::Symbol* key) {
  JS::RootedValue value(scope.cx);
  if (key == nullptr) return false;
  value.setSymbol(key);
  return JS_DefineProperty(scope.cx, takt, name, value, JSPROP_ENUMERATE);
}

}  // namespace

Realm::Realm(Engine& engine, std::string name, std::span<const Source> prelude)
    : engine_(engine), impl_(std::make_unique<RealmImpl>(engine.impl(), std::move(name))) {
  JSContext* cx = impl_->engine.cx();
  JS::RealmOptions options;
  options.creationOptions().setNewCompartmentAndZone().setWeakRefsEnabled(
      JS::WeakRefSpecifier::EnabledWithoutCleanupSome);
  impl_->global = JS_NewGlobalObject(cx, &kGlobalClass, nullptr, JS::FireOnNewGlobalHook, options);
  if (!impl_->global) throw ScriptError(ErrorKind::memory, "no memory for a script realm");
  // Our own code, which ends: the time of a process that was starved or stopped in it is no blueprint's.
  CallOptions unhurried;
  unhurried.limits.time = std::chrono::hours(24);
  Scope scope(*impl_, unhurried);
  JS::SetRealmPrivate(JS::GetObjectRealmOrNull(impl_->global), impl_.get());
  JS::RootedObject takt(cx, make_takt_object(cx, impl_->global));
  JS::RootedValue contexts(cx);
  if (!takt || !JS_GetProperty(cx, takt, "contexts", &contexts)) scope.frame.raise();
  impl_->contexts = &contexts.toObject();
  impl_->host_key = JS::NewSymbol(cx, nullptr);
  impl_->data_key = JS::NewSymbol(cx, nullptr);
  if (!define_key(scope, takt, "hostKey", impl_->host_key) ||
      !define_key(scope, takt, "dataKey", impl_->data_key)) {
    scope.frame.raise();
  }
  for (const Source& source : builtin_sources()) run_source(scope, source, takt);
  for (const Source& source : prelude) run_source(scope, source, takt);
}

Realm::~Realm() {
  JS::SetRealmPrivate(JS::GetObjectRealmOrNull(impl_->global), nullptr);
}

void Realm::load(std::string_view code, const CallOptions& options) {
  Scope scope(*impl_, options);
  std::string text = "__run_result = ";
  text.append(code).append("\n__run_result || blueprint");
  const std::string file = fmt::format("db:///blueprint/{}-bundle.js", impl_->name);
  JS::CompileOptions compile(scope.cx);
  compile.setFileAndLine(file.c_str(), 1);
  JS::SourceText<mozilla::Utf8Unit> source;
  if (!source.init(scope.cx, text.data(), text.size(), JS::SourceOwnership::Borrowed)) {
    scope.frame.raise();
  }
  JS::RootedValue result(scope.cx);
  {
    const MemoryBudget::Scope counted(&scope.frame.budget());
    if (!JS::Evaluate(scope.cx, compile, source, &result)) scope.frame.raise();
  }
  JS::RootedValue manifest(scope.cx);
  JS::RootedObject holder(scope.cx, result.isObject() ? &result.toObject() : nullptr);
  if (holder && !JS_GetProperty(scope.cx, holder, "default", &manifest)) scope.frame.raise();
  if (!manifest.isObject()) {
    throw ScriptError(ErrorKind::bad_result, "the bundle's value has no member \"default\"");
  }
  impl_->manifest = &manifest.toObject();
}

namespace {

bool holds_function(Scope& scope, JS::HandleObject object, std::string_view name) {
  JS::RootedValue function(scope.cx);
  if (!JS_GetProperty(scope.cx, object, std::string(name).c_str(), &function)) {
    scope.frame.raise();
  }
  return function.isObject() && JS::IsCallable(&function.toObject());
}

}  // namespace

bool Realm::has_function(std::string_view name) const {
  if (!impl_->manifest) return false;
  Scope scope(*impl_, {});
  return holds_function(scope, impl_->manifest, name);
}

bool Realm::has_function(const Value& object, std::string_view name) const {
  Scope scope(*impl_, {});
  if (object.empty() || !object.impl()->value.isObject()) return false;
  JS::RootedObject holder(scope.cx, &object.impl()->value.toObject());
  return holds_function(scope, holder, name);
}

std::optional<Json> Realm::property(std::string_view name) const {
  if (!impl_->manifest) return std::nullopt;
  Scope scope(*impl_, {});
  return guarded(scope.frame, [&] {
    JS::RootedValue value(scope.cx);
    if (!JS_GetProperty(scope.cx, impl_->manifest, std::string(name).c_str(), &value)) {
      throw Pending{};
    }
    return to_json(scope.cx, value, scope.frame.limits().result_bytes);
  });
}

std::optional<Json> Realm::property(const Value& object, std::string_view name,
                                    const CallOptions& options) const {
  if (object.empty() || !object.impl()->value.isObject()) return std::nullopt;
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    JS::RootedObject holder(scope.cx, &object.impl()->value.toObject());
    JS::RootedValue value(scope.cx);
    if (!JS_GetProperty(scope.cx, holder, std::string(name).c_str(), &value)) throw Pending{};
    return to_json(scope.cx, value, scope.frame.limits().result_bytes);
  });
}

std::optional<Json> Realm::call(std::string_view function, const Args& args,
                                const CallOptions& options) {
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    JS::RootedValue result(scope.cx);
    call_by_name(scope, *impl_, function, args, &result);
    return to_json(scope.cx, result, options.limits.result_bytes);
  });
}

std::optional<FlatJson> Realm::call_flat(std::string_view function, const Args& args,
                                         const CallOptions& options) {
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    JS::RootedValue result(scope.cx);
    call_by_name(scope, *impl_, function, args, &result);
    return to_flat_json(scope.cx, result, options.limits.result_bytes);
  });
}

Value Realm::call_value(std::string_view function, const Args& args, const CallOptions& options) {
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    JS::RootedValue result(scope.cx);
    call_by_name(scope, *impl_, function, args, &result);
    if (result.isUndefined()) return Value();
    return Value(std::make_shared<ValueImpl>(scope.cx, result));
  });
}

std::optional<Json> Realm::call_member(const Value& object, const std::vector<std::string>& path,
                                       const Args& args, const CallOptions& options) {
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    JS::RootedValue value(scope.cx);
    if (!object.empty()) value = object.impl()->value;
    JS::RootedObject holder(scope.cx);
    for (const std::string& name : path) {
      if (!value.isObject()) break;
      holder = &value.toObject();
      if (!JS_GetProperty(scope.cx, holder, name.c_str(), &value)) throw Pending{};
    }
    if (!value.isObject() || !JS::IsCallable(&value.toObject())) {
      throw ScriptError(ErrorKind::bad_result,
                        fmt::format("there is no function {}", fmt::join(path, ".")));
    }
    JS::RootedValue result(scope.cx);
    call_function(scope, *impl_, holder, value, args, &result);
    return to_json(scope.cx, result, options.limits.result_bytes);
  });
}

Value Realm::make(const Json& value, Freeze freeze) {
  Scope scope(*impl_, {});
  JS::RootedValue made(scope.cx);
  if (!to_js(scope.cx, value, &made)) scope.frame.raise();
  if (freeze == Freeze::yes) deep_freeze(scope, made);
  return Value(std::make_shared<ValueImpl>(scope.cx, made));
}

void Realm::freeze(const Value& value) {
  Scope scope(*impl_, {});
  JS::RootedValue rooted(scope.cx);
  if (!value.empty()) rooted = value.impl()->value;
  deep_freeze(scope, rooted);
}

Value Realm::make_object(const Context& context) {
  Scope scope(*impl_, {});
  return guarded(scope.frame, [&] {
    JS::RootedValue made(scope.cx);
    make_context(scope, *impl_, context, &made);
    return Value(std::make_shared<ValueImpl>(scope.cx, made));
  });
}

std::optional<Json> Realm::json(const Value& value, const CallOptions& options) const {
  if (value.empty()) return std::nullopt;
  Scope scope(*impl_, options);
  return guarded(scope.frame, [&] {
    return to_json(scope.cx, value.impl()->value, options.limits.result_bytes);
  });
}

const std::string& Realm::name() const {
  return impl_->name;
}

}  // namespace takt::script
