#include "script/convert_impl.h"

#include <js/Array.h>
#include <js/CharacterEncoding.h>
#include <js/Object.h>
#include <js/PropertyAndElement.h>
#include <js/String.h>

#include <cstring>

#include "script/script_error.h"

namespace takt::script {

namespace {

bool is_ascii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  uint64_t all = 0;
  for (; text.size() >= sizeof all; text.remove_prefix(sizeof all)) {
    uint64_t block = 0;
    std::memcpy(&block, text.data(), sizeof block);
    all |= block;
  }
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return (all & kHighBits) == 0;
}

JSString* new_string(JSContext* cx, std::string_view text) {
  if (is_ascii(text)) return JS_NewStringCopyN(cx, text.data(), text.size());
  // Bytes that are no UTF-8 (a document from elsewhere) are replaced, not refused.
  size_t length = 0;
  const JS::UTF8Chars utf8(text.data(), text.size());
  const JS::TwoByteCharsZ wide =
      JS::LossyUTF8CharsToNewTwoByteCharsZ(cx, utf8, &length, js::StringBufferArena);
  if (!wide) return nullptr;
  JSString* made = JS_NewUCStringCopyN(cx, wide.get(), length);
  js_free(wide.get());
  return made;
}

bool new_key(JSContext* cx, std::string_view text, JS::MutableHandleId out) {
  JS::RootedString key(
      cx, is_ascii(text) ? JS_AtomizeStringN(cx, text.data(), text.size()) : new_string(cx, text));
  return key && JS_StringToId(cx, key, out);
}

bool object_to_js(JSContext* cx, const JsonObject& object, JS::MutableHandleValue out) {
  JS::RootedObject made(cx, JS_NewPlainObject(cx));
  if (!made || !define_members(cx, made, object)) return false;
  out.setObject(*made);
  return true;
}

/// The characters of a text of Latin-1 that is ASCII; empty for every other.
std::string_view ascii_chars(const JS::AutoCheckCannotGC& no_gc, JSLinearString* text) {
  if (!JS::LinearStringHasLatin1Chars(text)) return {};
  const auto* chars = reinterpret_cast<const char*>(JS::GetLatin1LinearStringChars(no_gc, text));
  const std::string_view view(chars, JS::GetLinearStringLength(text));
  return is_ascii(view) ? view : std::string_view();
}

/// Writes the text as UTF-8 into the space that `space(size)` gives.
template <class Space>
void write_utf8(JSLinearString* text, const Space& space) {
  const JS::AutoCheckCannotGC no_gc;
  if (const std::string_view ascii = ascii_chars(no_gc, text); !ascii.empty()) {
    ascii.copy(space(ascii.size()), ascii.size());
    return;
  }
  const size_t size = JS::GetDeflatedUTF8StringLength(text);
  (void)JS::DeflateStringToUTF8Buffer(text, mozilla::Span(space(size), size));
}

/// One conversion from the engine: its limits and how far it is.
class Reader {
 public:
  Reader(JSContext* cx, size_t max_bytes) : cx_(cx), max_bytes_(max_bytes), to_json_key_(cx) {
    JSString* name = JS_AtomizeAndPinString(cx, "toJSON");
    if (name == nullptr) throw Pending{};
    to_json_key_ = JS::PropertyKey::fromPinnedString(name);
  }

  /// False, with nothing written: it is undefined to JSON.
  bool read(JS::HandleValue value, int depth) {
    account(16);
    if (value.isString()) {
      read_string(value.toString());
    } else if (value.isObject()) {
      JS::RootedObject object(cx_, &value.toObject());
      return read_object(object, depth);
    } else if (value.isInt32()) {
      out_.integer(value.toInt32());
    } else if (value.isDouble()) {
      out_.number(value.toDouble());
    } else if (value.isBoolean()) {
      out_.boolean(value.toBoolean());
    } else if (value.isNull()) {
      out_.null();
    } else if (value.isBigInt()) {
      throw ScriptError(ErrorKind::bad_result, "a BigInt can't be passed on");
    } else {
      return false;
    }
    return true;
  }

  FlatJson take() { return FlatJson(out_.take()); }

 private:
  void account(size_t bytes) {
    bytes_ += bytes;
    if (bytes_ <= max_bytes_) return;
    throw ScriptError(ErrorKind::bad_result,
                      fmt::format("the value is larger than {} bytes", max_bytes_));
  }

  JSLinearString* linear(JSString* text) {
    account(JS_GetStringLength(text));
    JSLinearString* linear = JS_EnsureLinearString(cx_, text);
    if (linear == nullptr) throw Pending{};
    return linear;
  }

  void read_string(JSString* text) {
    write_utf8(linear(text), [this](size_t size) { return out_.text_space(size); });
  }

  bool read_object(JS::HandleObject object, int depth) {
    if (JS::IsCallable(object)) return false;
    if (depth >= kMaxJsonDepth) {
      throw ScriptError(
          ErrorKind::bad_result,
          fmt::format("the value refers to itself, or is nested deeper than {} levels",
                      kMaxJsonDepth));
    }
    bool is_array = false;
    if (!JS::IsArrayObject(cx_, object, &is_array)) throw Pending{};
    if (is_array) return read_array(object, depth);
    js::ESClass kind = js::ESClass::Object;
    if (!JS::GetBuiltinClass(cx_, object, &kind)) throw Pending{};
    JS::RootedValue converter(cx_);
    if (!JS_GetPropertyById(cx_, object, to_json_key_, &converter)) throw Pending{};
    if (converter.isObject() && JS::IsCallable(&converter.toObject())) {
      JS::RootedValue converted(cx_);
      if (!JS::Call(cx_, object, converter, JS::HandleValueArray::empty(), &converted)) {
        throw Pending{};
      }
      if (!converted.isObject()) return read(converted, depth + 1);
      JS::RootedObject other(cx_, &converted.toObject());
      return read_members(other, depth);
    }
    if (kind == js::ESClass::Number || kind == js::ESClass::String ||
        kind == js::ESClass::Boolean || kind == js::ESClass::BigInt) {
      JS::RootedValue plain(cx_);
      const auto no_args = JS::HandleValueArray::empty();
      if (!JS_CallFunctionName(cx_, object, "valueOf", no_args, &plain)) throw Pending{};
      return read(plain, depth + 1);
    }
    return read_members(object, depth);
  }

  bool read_array(JS::HandleObject array, int depth) {
    uint32_t length = 0;
    if (!JS::GetArrayLength(cx_, array, &length)) throw Pending{};
    account(size_t{16} * length);
    const size_t begin = out_.begin_array();
    JS::RootedValue item(cx_);
    for (uint32_t i = 0; i < length; ++i) {
      if (!JS_GetElement(cx_, array, i, &item)) throw Pending{};
      if (!read(item, depth + 1)) out_.null();
    }
    out_.end(begin, length);
    return true;
  }

  bool read_members(JS::HandleObject object, int depth) {
    JS::Rooted<JS::IdVector> keys(cx_, JS::IdVector(cx_));
    if (!JS_Enumerate(cx_, object, &keys)) throw Pending{};
    const size_t begin = out_.begin_object();
    size_t count = 0;
    JS::RootedValue item(cx_);
    for (size_t i = 0; i < keys.length(); ++i) {
      if (!JS_GetPropertyById(cx_, object, keys[i], &item)) throw Pending{};
      const size_t before = out_.size();
      write_key(keys[i]);
      if (read(item, depth + 1)) {
        ++count;
      } else {
        out_.cut(before);
      }
    }
    out_.end(begin, count);
    return true;
  }

  void write_key(JS::HandleId key) {
    if (key.isInt()) return out_.key(std::to_string(key.toInt()));
    write_utf8(linear(key.toString()), [this](size_t size) { return out_.key_space(size); });
  }

  JSContext* cx_;
  size_t max_bytes_;
  size_t bytes_ = 0;
  JS::RootedId to_json_key_;
  FlatWriter out_;
};

}  // namespace

bool define_member(JSContext* cx, JS::HandleObject into, std::string_view name,
                   JS::HandleValue value) {
  JS::RootedId key(cx);
  return new_key(cx, name, &key) && JS_DefinePropertyById(cx, into, key, value, JSPROP_ENUMERATE);
}

bool define_members(JSContext* cx, JS::HandleObject into, const JsonObject& members) {
  JS::RootedValue item(cx);
  for (const auto& entry : members) {
    if (!to_js(cx, entry.value(), &item)) return false;
    if (!define_member(cx, into, entry.key(), item)) return false;
  }
  return true;
}

bool to_js(JSContext* cx, const Json& value, JS::MutableHandleValue out) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out.setNull();
      return true;
    case boost::json::kind::bool_:
      out.setBoolean(value.get_bool());
      return true;
    case boost::json::kind::int64:
      out.setNumber(static_cast<double>(value.get_int64()));
      return true;
    case boost::json::kind::uint64:
      out.setNumber(static_cast<double>(value.get_uint64()));
      return true;
    case boost::json::kind::double_:
      out.setNumber(value.get_double());
      return true;
    case boost::json::kind::string: {
      JSString* text = new_string(cx, value.get_string());
      if (text == nullptr) return false;
      out.setString(text);
      return true;
    }
    case boost::json::kind::array:
      return array_to_js(
          cx, value.get_array(),
          [cx](const Json& item, JS::MutableHandleValue place) { return to_js(cx, item, place); },
          out);
    case boost::json::kind::object:
      return object_to_js(cx, value.get_object(), out);
  }
  out.setUndefined();
  return true;
}

std::optional<FlatJson> to_flat_json(JSContext* cx, JS::HandleValue value, size_t max_bytes) {
  Reader reader(cx, max_bytes);
  if (!reader.read(value, 0)) return std::nullopt;
  return reader.take();
}

std::optional<Json> to_json(JSContext* cx, JS::HandleValue value, size_t max_bytes) {
  const auto flat = to_flat_json(cx, value, max_bytes);
  if (!flat) return std::nullopt;
  return flat->view().json();
}

std::string to_text(JSContext* cx, JS::HandleString text) {
  JSLinearString* linear = JS_EnsureLinearString(cx, text);
  if (linear == nullptr) throw Pending{};
  std::string out;
  write_utf8(linear, [&out](size_t size) {
    out.resize(size);
    return out.data();
  });
  return out;
}

}  // namespace takt::script
