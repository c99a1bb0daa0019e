// The text that conformance/compare.py sorts documents by.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "replay/canonical.h"

namespace takt::replay {

namespace {

void append_hex(std::string& out, unsigned unit) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) out.push_back(kHex[unit >> shift & 15]);
}

/// The code point at `at`, which moves past it. The text is valid UTF-8: the parser saw to that.
unsigned next_code_point(std::string_view text, size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  unsigned code = more == 0 ? lead : lead & (0x3fu >> more);
  for (int i = 0; i < more && at < text.size(); ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fu);
  }
  return code;
}

void append_string(std::string& out, std::string_view text, Ascii ascii) {
  out.push_back('"');
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    const unsigned code = next_code_point(text, at);
    switch (code) {
      case '"': out.append("\\\""); continue;
      case '\\': out.append("\\\\"); continue;
      case '\n': out.append("\\n"); continue;
      case '\r': out.append("\\r"); continue;
      case '\t': out.append("\\t"); continue;
      case '\b': out.append("\\b"); continue;
      case '\f': out.append("\\f"); continue;
      default: break;
    }
    if (code >= 0x20 && (ascii == Ascii::keep || code < 0x7f)) {
      out.append(text.substr(start, at - start));
    } else if (code < 0x10000) {
      append_hex(out, code);
    } else {
      append_hex(out, 0xd800 + ((code - 0x10000) >> 10));
      append_hex(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
    }
  }
  out.push_back('"');
}

/// Integral numbers as Python's int, all others as repr(float).
void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out.append(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    return;
  }
  const double size = std::abs(value);
  const bool fixed = std::trunc(value) == value || size >= 1e-4;
  char buffer[400];
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr);
}

void append_value(std::string& out, const Json& value, Ascii ascii);

void append_object(std::string& out, const JsonObject& object, Ascii ascii) {
  std::vector<const boost::json::key_value_pair*> pairs;
  pairs.reserve(object.size());
  for (const auto& pair : object) pairs.push_back(&pair);
  // Bytes of UTF-8 sort like code points.
  std::sort(pairs.begin(), pairs.end(), [](const auto* a, const auto* b) {
    return std::string_view(a->key()) < std::string_view(b->key());
  });
  out.push_back('{');
  for (bool first = true; const auto* pair : pairs) {
    if (!first) out.append(", ");
    first = false;
    append_string(out, pair->key(), ascii);
    out.append(": ");
    append_value(out, pair->value(), ascii);
  }
  out.push_back('}');
}

void append_value(std::string& out, const Json& value, Ascii ascii) {
  switch (value.kind()) {
    case boost::json::kind::null: out.append("null"); return;
    case boost::json::kind::bool_: out.append(value.get_bool() ? "true" : "false"); return;
    case boost::json::kind::int64: out.append(std::to_string(value.get_int64())); return;
    case boost::json::kind::uint64: out.append(std::to_string(value.get_uint64())); return;
    case boost::json::kind::double_: append_double(out, value.get_double()); return;
    case boost::json::kind::string: append_string(out, value.get_string(), ascii); return;
    case boost::json::kind::object: append_object(out, value.get_object(), ascii); return;
    case boost::json::kind::array: break;
  }
  out.push_back('[');
  for (bool first = true; const Json& item : value.get_array()) {
    if (!first) out.append(", ");
    first = false;
    append_value(out, item, ascii);
  }
  out.push_back(']');
}

}  // namespace

std::string python_text(const Json& value, Ascii ascii) {
  std::string out;
  append_value(out, value, ascii);
  return out;
}

}  // namespace takt::replay
