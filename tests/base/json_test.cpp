#include "base/json.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/user_error.h"

namespace takt {
namespace {

TEST(JsonText, NumbersAreJavaScripts) {
  EXPECT_EQ(dump(parse_json("[1.0, -0, 1.5, 1e21, 0.000001, 1e-7, 123456789012345680000]")),
            "[1,0,1.5,1e+21,0.000001,1e-7,123456789012345680000]");
  EXPECT_EQ(parse_json("1.0"), parse_json("1"));
}

TEST(JsonText, DecimalsAreReadExactly) {
  for (const char* text : {"0.1", "0.3333333333333333", "1700000000000.0625", "5e-324",
                           "1.7976931348623157e+308", "-2.5e-8", "0.30000000000000004"}) {
    EXPECT_EQ(dump(parse_json(text)), text);
  }
  EXPECT_EQ(dump(parse_json("[3.14, 12, -7, 18446744073709551615]")),
            "[3.14,12,-7,18446744073709552000]");
}

TEST(JsonText, StringsAreEscaped) {
  EXPECT_EQ(dump(Json("a\"\\\n\x01æ")), "\"a\\\"\\\\\\n\\u0001æ\"");
}

TEST(JsonText, EscapesWhereverTheyStand) {
  for (size_t before = 0; before < 70; ++before) {
    for (const auto& [c, escaped] : std::initializer_list<std::pair<char, const char*>>{
             {'"', "\\\""}, {'\\', "\\\\"}, {'\t', "\\t"}, {'\x1f', "\\u001f"}, {'\x7f', "\x7f"}}) {
      const std::string plain(before, 'x');
      const std::string text = plain + c + c + plain + c;
      const std::string written = plain + escaped + escaped + plain + escaped;
      EXPECT_EQ(dump(Json(text)), '"' + written + '"');
      EXPECT_EQ(parse_json(dump(Json(text))), Json(text));
    }
  }
  const std::string controls(2000, '\x01');
  EXPECT_EQ(dump(Json(controls)).size(), 2 + 6 * controls.size());
}

TEST(JsonText, BadTextSaysWhere) {
  EXPECT_THROW(parse_json("{\"a\": }"), JsonError);
  EXPECT_THROW(parse_json("1 2"), JsonError);
  EXPECT_THROW(parse_json(std::string(10000, '[')), JsonError);
  EXPECT_THROW(parse_json(""), JsonError);
}

TEST(TextOrder, Utf16AndLocale) {
  EXPECT_TRUE(utf16_less("\U0001F600", "\uFFFD"));  // a surrogate sorts before U+FFFD
  EXPECT_LT(locale_compare("a", "B"), 0);
  EXPECT_LT(locale_compare_numeric("part 2", "part 10"), 0);
}

TEST(UserErrors, EveryKeySurvivesItsJson) {
  for (const UserErrorKey key : all_user_error_keys()) {
    const UserError error(key, {{"duration", 5}, {"names", "A, B"}}, 425);
    const auto back = UserError::from_json(parse_json(dump(error.to_json())));
    ASSERT_TRUE(back) << key_name(key);
    EXPECT_EQ(back->key(), key);
    EXPECT_EQ(back->args(), error.args());
    EXPECT_EQ(back->error_code(), 425);
    EXPECT_STREQ(back->what(), error.what());
  }
  EXPECT_FALSE(UserError::from_json(parse_json(R"({"key": 5})")));
  EXPECT_FALSE(UserError::from_json(parse_json("[]")));
}

TEST(UserErrors, ArgumentsFillTheText) {
  EXPECT_STREQ(UserError(UserErrorKey::TakeRateLimit, {{"duration", 300}}).what(),
               "Ignoring TAKES that are too quick after eachother (300 ms)");
  EXPECT_EQ(interpolate("{{a}} {{b}}", parse_json(R"({"a": 0})")), "a b");
}

TEST(UserErrors, DefectsBecomeInternalError) {
  const UserError error =
      to_user_error(std::make_exception_ptr(DetailedError("inner", "at take (x.js:1)")));
  EXPECT_EQ(error.key(), UserErrorKey::InternalError);
  EXPECT_EQ(error.raw_message(), "inner");
  EXPECT_EQ(error.stack(), "at take (x.js:1)");
}

}  // namespace
}  // namespace takt
