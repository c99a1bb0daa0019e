#include "base/hash.h"

#include <gtest/gtest.h>

namespace takt {
namespace {

// The vectors of spec/data-model.md section 12.
TEST(Hash, KnownValues) {
  EXPECT_EQ(get_hash(""), "2jmj7l5rSw0yVb_vlWAYkK_YBwk_");
  EXPECT_EQ(get_hash("a"), "hvfkN_qlp_zhXR3cuerq6jd2Z7g_");
  EXPECT_EQ(get_hash("studio0_ro1"), "5PKPRpsqld5x1odl5j_zFDOYiYE_");
  EXPECT_EQ(get_hash("studio0_playlist0"), "N2qiYSY87J4NXZagy3IoNkQ0Yic_");
}

TEST(Hash, Objects) {
  EXPECT_EQ(hash_object(parse_json("{}")), get_hash(""));
  EXPECT_EQ(hash_object(parse_json("[]")), get_hash(""));
  EXPECT_EQ(hash_object(parse_json(R"({"b":1,"a":"x"})")), "64s_JjHXKp0DwnqamFJugoBOvww_");
}

TEST(Hash, RecorderSeesInputs) {
  std::vector<std::string> seen;
  HashRecorder recorder([&](std::string_view text, const std::string&) { seen.emplace_back(text); });
  get_hash("x");
  EXPECT_EQ(seen, std::vector<std::string>{"x"});
}

}  // namespace
}  // namespace takt
