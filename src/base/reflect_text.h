#pragma once

// JSON text of described structs, written straight into a string: the same text as
// dump(to_json(value)) without building the values in between. For large documents on the take's
// path. Include it only where documents are written (it is slow to compile, as reflect.h).

#include <array>

#include "base/reflect.h"

namespace takt::reflect {

template <class T>
void write_text(std::string& out, const T& value);

/// Starts a member of an object that is being written.
inline void write_text_key(std::string& out, std::string_view name, bool& first) {
  if (!first) out.push_back(',');
  first = false;
  dump_text_to(out, name);
  out.push_back(':');
}

/// `,"name":` of a described member.
template <class D>
inline constexpr auto kMemberKey = [] {
  constexpr std::string_view name = wire_name(D::name);
  std::array<char, name.size() + 4> text{',', '"'};
  for (size_t i = 0; i < name.size(); ++i) text[i + 2] = name[i];
  text[name.size() + 2] = '"';
  text[name.size() + 3] = ':';
  return text;
}();

template <class T>
void write_text_struct(std::string& out, const T& value) {
  bool first = true;
  out.push_back('{');
  boost::mp11::mp_for_each<Members<T>>([&](auto d) {
    using M = std::remove_cvref_t<decltype(value.*d.pointer)>;
    const auto& item = value.*d.pointer;
    if constexpr (std::is_same_v<M, JsonObject>) {
      if (std::string_view(d.name) == "extra") {
        for (const auto& entry : item) {
          write_text_key(out, entry.key(), first);
          dump_to(out, entry.value());
        }
        return;
      }
    } else if constexpr (is_opt_v<M>) {
      if (item.absent()) return;
    }
    constexpr const auto& key = kMemberKey<decltype(d)>;
    out.append(key.data() + first, key.size() - first);
    first = false;
    write_text(out, item);
  });
  out.push_back('}');
}

template <class T>
void write_text(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, Json>) {
    dump_to(out, value);
  } else if constexpr (is_opt_v<T>) {
    value ? write_text(out, *value) : void(out.append("null"));
  } else if constexpr (std::is_same_v<T, bool>) {
    out.append(value ? "true" : "false");
  } else if constexpr (std::is_same_v<T, std::string>) {
    dump_text_to(out, value);
  } else if constexpr (is_id_v<T>) {
    dump_text_to(out, value.str());
  } else if constexpr (is_vector_v<T>) {
    out.push_back('[');
    for (size_t i = 0; i < value.size(); ++i) {
      if (i != 0) out.push_back(',');
      write_text(out, value[i]);
    }
    out.push_back(']');
  } else if constexpr (Described<T>) {
    write_text_struct(out, value);
  } else {
    dump_to(out, write(value));
  }
}

}  // namespace takt::reflect

/// In the .cpp: the function that TAKT_JSON_TEXT(T) declared.
#define TAKT_JSON_TEXT_IMPL(T) \
  void append_json(std::string& out, const T& value) { ::takt::reflect::write_text_struct(out, value); }
