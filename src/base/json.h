#pragma once

// JSON values as the whole program uses them: Boost.JSON with JavaScript's number rules.
//
// Numbers: an integral number within +-2^53 is always held as int64, anything else as double, so
// that equality is JavaScript's. Text form: numbers print as JavaScript prints them. Object members
// keep their order. Any thread; values are plain values.

#include <boost/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace takt {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

/// Thrown for text that is not JSON, or nested deeper than `kMaxJsonDepth`; says where (byte offset).
class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr int kMaxJsonDepth = 200;

/// Parses one JSON text (nothing but white space after it). Throws JsonError.
Json parse_json(std::string_view text);

/// JSON text without white space, as JSON.stringify gives it.
std::string dump(const Json& value);
void dump_to(std::string& out, const Json& value);
/// The JSON text of a string, with its quotes.
void dump_text_to(std::string& out, std::string_view text);
/// Indented by two spaces, members sorted by name: for people and for comparing.
std::string dump_pretty(const Json& value);

/// A JavaScript number: int64 when integral and safe, else double. NaN and infinities become null.
Json number(double value);
/// The number of a JSON number of any kind; nullopt for everything else.
std::optional<double> as_number(const Json& value);
/// JavaScript's text of a number ("1", "1.5", "1e+21").
std::string number_text(double value);

/// Member of an object, or nullptr when `value` is no object or lacks it.
const Json* member(const Json& value, std::string_view key);
const Json* member(const JsonObject& object, std::string_view key);
/// Member that is a string, else `fallback`.
std::string string_member(const Json& value, std::string_view key, std::string_view fallback = {});
std::string string_member(const JsonObject& object, std::string_view key,
                          std::string_view fallback = {});
/// JavaScript truthiness; nullptr (absent) is false.
bool truthy(const Json* value);
inline bool truthy(const Json& value) { return truthy(&value); }

/// `text` as std::string from any Boost string type.
inline std::string to_string(const boost::json::string& text) { return {text.data(), text.size()}; }

}  // namespace takt
