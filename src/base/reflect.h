#pragma once

// JSON both ways for described structs (Boost.Describe).
//
//   struct Marker { std::string type; Opt<PartId> id; JsonObject extra; bool operator==... };
//   BOOST_DESCRIBE_STRUCT(Marker, (), (type, id, extra))
//
// - A member is written under its own name, less one trailing underscore (`virtual_`, `while_`).
// - Opt<T>: absent members are not written, null is written as null.
// - A plain member must be there; when it is missing or of a wrong type, reading throws
//   ReflectError with the path ("pieces[3].enable.start: expected a number").
// - A JsonObject member named `extra` takes the members that the struct doesn't name, so that an
//   unknown field survives a round trip.
// - A member `const Json*` refers to what was read, which outlives it: for large values.
// - Enumerations of numbers are read and written as numbers; enumerations of names give a
//   `takt_enum_names` table by ADL (see TAKT_ENUM_NAMES).
//
// Include this only where documents are read or written (it is slow to compile): model/*.cpp holds
// the instantiations and model/*.h declares them with TAKT_JSON.

#include <array>
#include <bit>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/json_codec.h"
#include "base/opt.h"
#include "base/ordered_map.h"

namespace takt::reflect {

template <class T>
void read(T& out, const Json& value, const Path& path);
template <class T>
Json write(const T& value);

template <class T>
inline constexpr bool is_opt_v = false;
template <class T>
inline constexpr bool is_opt_v<Opt<T>> = true;
template <class T>
inline constexpr bool is_vector_v = false;
template <class T>
inline constexpr bool is_vector_v<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map_v = false;
template <class V>
inline constexpr bool is_map_v<std::map<std::string, V>> = true;
template <class T>
inline constexpr bool is_variant_v = false;
template <class... T>
inline constexpr bool is_variant_v<std::variant<T...>> = true;

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires { takt_enum_names(T{}); };
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

/// The wire name of a member: its own, less one trailing underscore.
constexpr std::string_view wire_name(const char* name) {
  std::string_view text(name);
  if (text.size() > 1 && text.back() == '_') text.remove_suffix(1);
  return text;
}

template <class T>
constexpr bool has_extra() {
  bool found = false;
  boost::mp11::mp_for_each<Members<T>>(
      [&](auto d) { found = found || std::string_view(d.name) == "extra"; });
  return found;
}

/// Where the members of T are by their wire names, made while compiling: a member of JSON is found
/// with one or two comparisons.
template <class T>
class MemberTable {
 public:
  static constexpr size_t kCount = boost::mp11::mp_size<Members<T>>::value;
  static constexpr size_t kNone = kCount;

  constexpr MemberTable() {
    places_.fill(kNone);
    size_t index = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
      names_[index] = wire_name(d.name);
      if (names_[index] != "extra") insert(index);
      ++index;
    });
  }

  constexpr size_t find(std::string_view name) const {
    for (size_t slot = start(name);; slot = (slot + 1) % kSlots) {
      const size_t index = places_[slot];
      if (index == kNone || names_[index] == name) return index;
    }
  }

 private:
  static constexpr size_t kSlots = std::bit_ceil(3 * kCount + 1);

  static constexpr size_t start(std::string_view name) {
    if (name.empty()) return 0;
    const auto first = static_cast<unsigned char>(name.front());
    const auto middle = static_cast<unsigned char>(name[name.size() / 2]);
    const auto last = static_cast<unsigned char>(name.back());
    return (first * 5u + middle * 17u + last * 11u + name.size() * 31u) % kSlots;
  }
  constexpr void insert(size_t index) {
    size_t slot = start(names_[index]);
    while (places_[slot] != kNone) slot = (slot + 1) % kSlots;
    places_[slot] = index;
  }

  std::array<std::string_view, kCount> names_{};
  std::array<size_t, kSlots> places_{};
};

template <class T>
inline constexpr MemberTable<T> kMemberTable;

template <class M>
void read_member(M& out, const Json* found, const Path& path) {
  if (found != nullptr) {
    read(out, *found, path);
  } else if constexpr (is_opt_v<M>) {
    out.reset();
  } else {
    fail(path, "is missing");
  }
}

template <class T>
void read_struct(T& out, const Json& value, const Path& path) {
  constexpr const MemberTable<T>& table = kMemberTable<T>;
  std::array<const Json*, table.kCount + 1> found{};  // the last: of those without a member
  if constexpr (has_extra<T>()) out.extra.clear();
  for (const auto& entry : expect_object(value, path)) {
    const size_t index = table.find(entry.key());
    found[index] = &entry.value();
    if constexpr (has_extra<T>()) {
      if (index == table.kNone) out.extra.emplace(entry.key(), entry.value());
    }
  }
  size_t index = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto d) {
    constexpr std::string_view name = wire_name(decltype(d)::name);
    const Json* const json = found[index++];
    if constexpr (name != "extra") read_member(out.*d.pointer, json, path.member(name));
  });
}

template <class T>
Json write_struct(const T& value) {
  JsonObject object;
  boost::mp11::mp_for_each<Members<T>>([&](auto d) {
    using M = std::remove_cvref_t<decltype(value.*d.pointer)>;
    const auto& item = value.*d.pointer;
    if constexpr (std::is_same_v<M, JsonObject>) {
      if (std::string_view(d.name) == "extra") {
        for (const auto& entry : item) object.emplace(entry.key(), entry.value());
      } else {
        object.emplace(wire_name(d.name), item);
      }
    } else if constexpr (is_opt_v<M>) {
      if (item) {
        object.emplace(wire_name(d.name), write(*item));
      } else if (item.is_null()) {
        object.emplace(wire_name(d.name), nullptr);
      }
    } else {
      object.emplace(wire_name(d.name), write(item));
    }
  });
  return object;
}

template <class T>
void read_enum(T& out, const Json& value, const Path& path) {
  if constexpr (NamedEnum<T>) {
    const std::string text = expect_string(value, path);
    for (const auto& [candidate, name] : takt_enum_names(T{})) {
      if (text == name) return void(out = candidate);
    }
    fail(path, fmt::format("has the unknown value \"{}\"", text));
  } else {
    out = static_cast<T>(static_cast<int>(expect_number(value, path)));
  }
}

template <class T>
Json write_enum(T value) {
  if constexpr (NamedEnum<T>) {
    for (const auto& [candidate, name] : takt_enum_names(T{})) {
      if (candidate == value) return Json(name);
    }
    return nullptr;
  } else {
    return static_cast<int64_t>(value);
  }
}

/// A variant is read as the first alternative that accepts the value.
template <size_t I = 0, class V>
void read_variant(V& out, const Json& value, const Path& path) {
  if constexpr (I == std::variant_size_v<V>) {
    fail(path, "has an unexpected form");
  } else {
    try {
      std::variant_alternative_t<I, V> candidate{};
      read(candidate, value, path);
      out = std::move(candidate);
    } catch (const ReflectError&) {
      read_variant<I + 1>(out, value, path);
    }
  }
}

template <class T>
void read(T& out, const Json& value, const Path& path) {
  if constexpr (std::is_same_v<T, Json>) {
    out = value;
  } else if constexpr (std::is_same_v<T, const Json*>) {
    out = &value;
  } else if constexpr (std::is_same_v<T, JsonObject>) {
    out = expect_object(value, path);
  } else if constexpr (is_opt_v<T>) {
    if (value.is_null()) {
      out = null;
    } else {
      typename T::value_type inner{};
      read(inner, value, path);
      out = std::move(inner);
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    out = expect_bool(value, path);
  } else if constexpr (std::is_arithmetic_v<T>) {
    out = static_cast<T>(expect_number(value, path));
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = expect_string(value, path);
  } else if constexpr (is_id_v<T>) {
    out = T(expect_string(value, path));
  } else if constexpr (std::is_enum_v<T>) {
    read_enum(out, value, path);
  } else if constexpr (is_vector_v<T>) {
    const JsonArray& array = expect_array(value, path);
    out.clear();
    out.resize(array.size());
    for (size_t i = 0; i < array.size(); ++i) read(out[i], array[i], path.item(i));
  } else if constexpr (is_map_v<T> || is_ordered_map_v<T>) {
    out.clear();
    for (const auto& entry : expect_object(value, path)) {
      read(out[std::string(entry.key())], entry.value(), path.member(entry.key()));
    }
  } else if constexpr (is_variant_v<T>) {
    read_variant(out, value, path);
  } else {
    static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    read_struct(out, value, path);
  }
}

template <class T>
Json write(const T& value) {
  if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, JsonObject>) {
    return value;
  } else if constexpr (std::is_same_v<T, const Json*>) {
    return value != nullptr ? *value : Json(nullptr);
  } else if constexpr (is_opt_v<T>) {
    return value ? write(*value) : Json(nullptr);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_arithmetic_v<T>) {
    return number(static_cast<double>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Json(value);
  } else if constexpr (is_id_v<T>) {
    return Json(value.str());
  } else if constexpr (std::is_enum_v<T>) {
    return write_enum(value);
  } else if constexpr (is_vector_v<T>) {
    JsonArray array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(write(item));
    return array;
  } else if constexpr (is_map_v<T> || is_ordered_map_v<T>) {
    JsonObject object;
    for (const auto& [key, item] : value) object.emplace(key, write(item));
    return object;
  } else if constexpr (is_variant_v<T>) {
    return std::visit([](const auto& item) { return write(item); }, value);
  } else {
    return write_struct(value);
  }
}

}  // namespace takt::reflect

/// In the .cpp: the JSON functions that TAKT_JSON(T) declared.
#define TAKT_JSON_IMPL(T)                                                           \
  void from_json(T& out, const ::takt::Json& value, const ::takt::reflect::Path& path) { \
    ::takt::reflect::read_struct(out, value, path);                                 \
  }                                                                                 \
  ::takt::Json to_json(const T& value) { return ::takt::reflect::write_struct(value); }
