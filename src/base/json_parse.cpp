// parse_json: Boost.JSON's parser with numbers read exactly. Its own conversion of decimals is off by
// one unit in the last place for some (1.81), which a rank or a time would not survive.

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>

#include "base/json.h"

namespace takt {

namespace {

namespace bj = boost::json;
using Error = bj::error_code;

/// Builds the value; called by bj::basic_parser for each thing it meets. The whole text is given at
/// once, so a number's text always comes in one piece.
struct Builder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bj::value_stack stack;

  Builder() { stack.reset(); }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t size, Error&) {
    stack.push_object(size);
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t size, Error&) {
    stack.push_array(size);
    return true;
  }
  bool on_key_part(bj::string_view text, std::size_t, Error&) {
    stack.push_chars(text);
    return true;
  }
  bool on_key(bj::string_view text, std::size_t, Error&) {
    stack.push_key(text);
    return true;
  }
  bool on_string_part(bj::string_view text, std::size_t, Error&) {
    stack.push_chars(text);
    return true;
  }
  bool on_string(bj::string_view text, std::size_t, Error&) {
    stack.push_string(text);
    return true;
  }
  bool on_number_part(bj::string_view text, Error&) {
    number_text.append(text.data(), text.size());
    return true;
  }
  bool on_int64(std::int64_t value, bj::string_view, Error&) {
    return push_number(static_cast<double>(value));
  }
  bool on_uint64(std::uint64_t value, bj::string_view, Error&) {
    return push_number(static_cast<double>(value));
  }
  bool on_double(double value, bj::string_view text, Error&) {
    number_text.append(text.data(), text.size());
    std::from_chars(number_text.data(), number_text.data() + number_text.size(), value);
    return push_number(value);
  }
  bool on_bool(bool value, Error&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(Error&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(bj::string_view, Error&) { return true; }
  bool on_comment(bj::string_view, Error&) { return true; }

 private:
  bool push_number(double value) {
    number_text.clear();
    const Json normal = number(value);
    if (const auto* integral = normal.if_int64()) {
      stack.push_int64(*integral);
    } else if (normal.is_null()) {
      stack.push_null();
    } else {
      stack.push_double(value);
    }
    return true;
  }

  std::string number_text;
};

}  // namespace

Json parse_json(std::string_view text) {
  bj::parse_options options;
  options.max_depth = kMaxJsonDepth;
  bj::basic_parser<Builder> parser(options);
  Error error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = bj::error::extra_data;
  if (error) {
    throw JsonError(fmt::format("not valid JSON at byte {}: {}", used, error.message()));
  }
  return parser.handler().stack.release();
}

}  // namespace takt
