#include "script/lazy_impl.h"

#include <js/Array.h>
#include <js/Class.h>
#include <js/ErrorReport.h>
#include <js/Object.h>
#include <js/PropertyAndElement.h>
#include <js/StructuredClone.h>
#include <js/friend/StackLimits.h>

#include "script/convert_impl.h"
#include "script/memory_budget.h"

namespace takt::script {

namespace {

/// Holds the LazyObject until it was made, then undefined.
constexpr uint32_t kMakerSlot = 0;

LazyObject* maker_of(JSObject* object) {
  const JS::Value& slot = JS::GetReservedSlot(object, kMakerSlot);
  return slot.isUndefined() ? nullptr : static_cast<LazyObject*>(slot.toPrivate());
}

struct MemberToJs {
  JSContext* cx;
  JS::MutableHandleValue out;

  bool operator()(const Json& value) const { return to_js(cx, value, out); }
  bool operator()(const std::shared_ptr<const Json>& value) const { return to_js(cx, *value, out); }
  bool operator()(const ObjectView::LazyList& list) const { return lazy_to_js(cx, list, out); }
  bool operator()(const ObjectView::List& list) const {
    const auto make = [this](const ObjectView& item, JS::MutableHandleValue place) {
      return view_to_js(cx, item, place);
    };
    return array_to_js(cx, list, make, out);
  }
};

bool define_view(JSContext* cx, JS::HandleObject into, const ObjectView& members) {
  if (!define_members(cx, into, members.first())) return false;
  JS::RootedValue value(cx);
  for (const auto& [name, member] : members.rest()) {
    if (!std::visit(MemberToJs{cx, &value}, member)) return false;
    if (!define_member(cx, into, name, value)) return false;
  }
  return true;
}

bool fill(JSContext* cx, JS::HandleObject object) {
  const std::unique_ptr<LazyObject> make(maker_of(object));
  if (!make) return true;
  // Its members are defined now: from here on the object is what it is.
  JS::SetReservedSlot(object, kMakerSlot, JS::UndefinedValue());
  const MemoryBudget::Scope uncounted(nullptr);
  try {
    return define_view(cx, object, (*make)());
  } catch (const std::exception& error) {
    JS_ReportErrorUTF8(cx, "%s", error.what());
    return false;
  }
}

bool resolve(JSContext* cx, JS::HandleObject object, JS::HandleId id, bool* resolved) {
  *resolved = false;
  if (maker_of(object) == nullptr) return true;
  return fill(cx, object) && JS_AlreadyHasOwnPropertyById(cx, object, id, resolved);
}

void finalize(JS::GCContext*, JSObject* object) {
  delete maker_of(object);
}

const JSClassOps kOps = {nullptr, nullptr,  fill,    nullptr, resolve,
                         nullptr, finalize, nullptr, nullptr, nullptr};
const JSClass kClass = {"Object", JSCLASS_HAS_RESERVED_SLOTS(1) | JSCLASS_FOREGROUND_FINALIZE,
                        &kOps,    nullptr,
                        nullptr,  nullptr};

// The engine's clone doesn't know the class. A lazy object inside of a value is written as a
// number, and read by cloning a plain copy of it.
using Seen = JS::RootedObjectVector;

bool write_lazy(JSContext* cx, JSStructuredCloneWriter* writer, JS::HandleObject object, bool*,
                void* closure) {
  Seen& seen = *static_cast<Seen*>(closure);
  if (JS::GetClass(object) != &kClass) {
    JS_ReportErrorASCII(cx, "unsupported type for structured data");
    return false;
  }
  return JS_WriteUint32Pair(writer, JS_SCTAG_USER_MIN, static_cast<uint32_t>(seen.length())) &&
         seen.append(object);
}

JSObject* read_lazy(JSContext* cx, JSStructuredCloneReader*, const JS::CloneDataPolicy&, uint32_t,
                    uint32_t place, void* closure) {
  js::AutoCheckRecursionLimit recursion(cx);
  if (!recursion.check(cx)) return nullptr;
  JS::RootedObject plain(cx, JS_NewPlainObject(cx));
  if (!plain || !JS_AssignObject(cx, plain, (*static_cast<Seen*>(closure))[place])) return nullptr;
  JS::RootedValue value(cx, JS::ObjectValue(*plain));
  return structured_clone(cx, value, &value) ? &value.toObject() : nullptr;
}

constexpr JSStructuredCloneCallbacks kCloneCallbacks = {read_lazy, write_lazy, nullptr, nullptr,
                                                        nullptr,   nullptr,    nullptr, nullptr};

}  // namespace

bool structured_clone(JSContext* cx, JS::HandleValue value, JS::MutableHandleValue out) {
  Seen seen(cx);
  return JS_StructuredClone(cx, value, out, &kCloneCallbacks, &seen);
}

bool lazy_to_js(JSContext* cx, const LazyObject& object, JS::MutableHandleValue out) {
  JSObject* made = JS_NewObject(cx, &kClass);
  if (made == nullptr) return false;
  JS::SetReservedSlot(made, kMakerSlot, JS::PrivateValue(new LazyObject(object)));
  out.setObject(*made);
  return true;
}

bool lazy_to_js(JSContext* cx, const std::vector<LazyObject>& objects, JS::MutableHandleValue out) {
  return array_to_js(
      cx, objects,
      [cx](const LazyObject& object, JS::MutableHandleValue place) {
        return lazy_to_js(cx, object, place);
      },
      out);
}

bool view_to_js(JSContext* cx, const ObjectView& object, JS::MutableHandleValue out) {
  JS::RootedObject made(cx, JS_NewPlainObject(cx));
  if (!made || !define_view(cx, made, object)) return false;
  out.setObject(*made);
  return true;
}

}  // namespace takt::script
