#include "base/json.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>

namespace takt {

namespace {

constexpr double kMaxSafe = 9007199254740992.0;

/// Numbers, strings, booleans and null; false for arrays and objects.
bool dump_scalar(std::string& out, const Json& value) {
  switch (value.kind()) {
    case boost::json::kind::null: out.append("null"); return true;
    case boost::json::kind::bool_: out.append(value.get_bool() ? "true" : "false"); return true;
    case boost::json::kind::int64: {
      char buffer[24];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.get_int64()).ptr;
      out.append(buffer, end);
      return true;
    }
    case boost::json::kind::uint64:
      out.append(number_text(static_cast<double>(value.get_uint64())));
      return true;
    case boost::json::kind::double_: out.append(number_text(value.get_double())); return true;
    case boost::json::kind::string: dump_text_to(out, value.get_string()); return true;
    default: return false;
  }
}

constexpr size_t kBlock = 16;

/// The number of bytes at the start of a block that a JSON text holds as they are; all are copied.
inline size_t copy_plain(const char* from, char* to) {
#ifdef __SSE2__
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i last_control = _mm_set1_epi8(0x1f);
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
  const __m128i escaped = _mm_or_si128(controls, _mm_or_si128(quotes, backslashes));
  const auto found = static_cast<unsigned>(_mm_movemask_epi8(escaped));
  return found == 0 ? kBlock : static_cast<size_t>(std::countr_zero(found));
#else
  const auto is_escaped = [](char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  };
  std::memcpy(to, from, kBlock);
  return static_cast<size_t>(std::find_if(from, from + kBlock, is_escaped) - from);
#endif
}

/// The same of what may be shorter than a block.
size_t copy_plain_of(std::string_view text, char* to) {
  if (text.size() >= kBlock) return copy_plain(text.data(), to);
  char block[kBlock] = {};
  text.copy(block, text.size());
  return std::min(copy_plain(block, to), text.size());
}

/// False, with nothing written, when something in it has to be escaped.
bool dump_short_text_to(std::string& out, std::string_view text) {
  char written[1 + kBlock + 1] = {'"'};
  if (copy_plain_of(text, written + 1) != text.size()) return false;
  written[1 + text.size()] = '"';
  out.append(written, text.size() + 2);
  return true;
}

inline char* write_escaped(char* to, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  *to++ = '\\';
  if (c == '"') [[likely]] {
    *to++ = c;
    return to;
  }
  switch (c) {
    case '\\': *to++ = c; return to;
    case '\n': *to++ = 'n'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\t': *to++ = 't'; return to;
    case '\b': *to++ = 'b'; return to;
    case '\f': *to++ = 'f'; return to;
    default: break;
  }
  const auto code = static_cast<unsigned char>(c);
  to = std::copy_n("u00", 3, to);
  *to++ = kHex[code >> 4];
  *to++ = kHex[code & 15];
  return to;
}

/// The shortest digits "d.ddd" with their exponent as a number without one.
std::string plain_digits(std::string mantissa, int exponent) {
  const bool negative = mantissa.front() == '-';
  if (negative) mantissa.erase(0, 1);
  std::erase(mantissa, '.');
  const auto size = static_cast<int>(mantissa.size());
  if (exponent < 0) {
    mantissa.insert(0, "0." + std::string(static_cast<size_t>(-exponent - 1), '0'));
  } else if (size <= exponent + 1) {
    mantissa.append(static_cast<size_t>(exponent + 1 - size), '0');
  } else {
    mantissa.insert(static_cast<size_t>(exponent + 1), ".");
  }
  return negative ? "-" + mantissa : mantissa;
}

void dump_indented(std::string& out, const Json& value, size_t depth) {
  if (dump_scalar(out, value)) return;
  const std::string indent(2 * (depth + 1), ' ');
  if (const JsonArray* array = value.if_array()) {
    if (array->empty()) return void(out.append("[]"));
    out.append("[\n");
    for (const Json& item : *array) {
      if (&item != &array->front()) out.append(",\n");
      out.append(indent);
      dump_indented(out, item, depth + 1);
    }
    out.append("\n" + std::string(2 * depth, ' ') + "]");
    return;
  }
  const JsonObject& object = value.get_object();
  if (object.empty()) return void(out.append("{}"));
  std::map<std::string_view, const Json*> sorted;
  for (const auto& entry : object) sorted[entry.key()] = &entry.value();
  out.append("{\n");
  for (bool first = true; const auto& [key, item] : sorted) {
    if (!first) out.append(",\n");
    first = false;
    out.append(indent);
    dump_text_to(out, key);
    out.append(": ");
    dump_indented(out, *item, depth + 1);
  }
  out.append("\n" + std::string(2 * depth, ' ') + "}");
}

}  // namespace

// By pieces, each written into room for the worst. Texts that hold JSON themselves are escaped at every
// few bytes (a timeline is 20 kB of such); most others are a few bytes long.
void dump_text_to(std::string& out, std::string_view text) {
  if (text.size() < kBlock && dump_short_text_to(out, text)) return;
  constexpr size_t kPiece = 512;
  constexpr size_t kLongest = 6;  // \u0000
  out.push_back('"');
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kPiece);
    text.remove_prefix(piece.size());
    char written[kLongest * kPiece + kBlock];
    char* to = written;
    const char* from = piece.data();
    const char* const end = from + piece.size();
    while (end - from >= static_cast<ptrdiff_t>(kBlock)) {
      const size_t plain = copy_plain(from, to);
      from += plain;
      to += plain;
      if (plain != kBlock) to = write_escaped(to, *from++);
    }
    while (from != end) {
      const size_t plain = copy_plain_of(std::string_view(from, end), to);
      from += plain;
      to += plain;
      if (from != end) to = write_escaped(to, *from++);
    }
    out.append(written, to);
  }
  out.push_back('"');
}

void dump_to(std::string& out, const Json& value) {
  if (dump_scalar(out, value)) return;
  if (const JsonArray* array = value.if_array()) {
    out.push_back('[');
    for (size_t i = 0; i < array->size(); ++i) {
      if (i != 0) out.push_back(',');
      dump_to(out, (*array)[i]);
    }
    out.push_back(']');
    return;
  }
  out.push_back('{');
  for (bool first = true; const auto& entry : value.get_object()) {
    if (!first) out.push_back(',');
    first = false;
    dump_text_to(out, entry.key());
    out.push_back(':');
    dump_to(out, entry.value());
  }
  out.push_back('}');
}

std::string dump(const Json& value) {
  std::string out;
  dump_to(out, value);
  return out;
}

std::string dump_pretty(const Json& value) {
  std::string out;
  dump_indented(out, value, 0);
  return out;
}

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (std::trunc(value) == value && std::abs(value) <= kMaxSafe) return static_cast<int64_t>(value);
  return value;
}

std::optional<double> as_number(const Json& value) {
  switch (value.kind()) {
    case boost::json::kind::int64: return static_cast<double>(value.get_int64());
    case boost::json::kind::uint64: return static_cast<double>(value.get_uint64());
    case boost::json::kind::double_: return value.get_double();
    default: return std::nullopt;
  }
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value == 0) return "0";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string text(buffer, end);
  const size_t mark = text.find('e');
  const int exponent = std::atoi(text.c_str() + mark + 1);
  if (exponent >= -6 && exponent < 21) {
    return plain_digits(text.substr(0, mark), exponent);
  }
  return fmt::format("{}e{}{}", text.substr(0, mark), exponent < 0 ? "-" : "+", std::abs(exponent));
}

const Json* member(const JsonObject& object, std::string_view key) { return object.if_contains(key); }

namespace {

std::string text_or(const Json* value, std::string_view fallback) {
  if (value == nullptr || !value->is_string()) return std::string(fallback);
  return to_string(value->get_string());
}

}  // namespace

const Json* member(const Json& value, std::string_view key) {
  const JsonObject* object = value.if_object();
  return object ? object->if_contains(key) : nullptr;
}

std::string string_member(const Json& value, std::string_view key, std::string_view fallback) {
  return text_or(member(value, key), fallback);
}

std::string string_member(const JsonObject& object, std::string_view key,
                          std::string_view fallback) {
  return text_or(member(object, key), fallback);
}

bool truthy(const Json* value) {
  if (value == nullptr || value->is_null()) return false;
  if (const bool* flag = value->if_bool()) return *flag;
  if (const auto text = value->if_string()) return !text->empty();
  if (const auto n = as_number(*value)) return *n != 0;
  return true;
}

}  // namespace takt
