#include "base/pack.h"

#include <gtest/gtest.h>

#include "base/seeded_ids.h"

namespace takt {
namespace {

TEST(Pack, TextsComeBackAsTheyWere) {
  std::string mixed;
  for (int i = 0; i < 100'000; ++i) mixed += static_cast<char>(i * 31 % 256);
  for (const std::string& text : {std::string(), std::string("a"), std::string("ab"),
                                  std::string("abc"), std::string(1'000'000, 'x'), mixed}) {
    EXPECT_EQ(unpacked(packed(text)), text);
  }
  EXPECT_LT(packed(std::string(1'000'000, 'x')).size(), 10'000u);
}

TEST(Pack, WhatIsNoPackedTextIsRefused) {
  const std::string sound = packed("some text that is long enough to be cut");
  for (const std::string& text : {std::string(), std::string("????"), std::string("AAAAAAAAAAAA"),
                                  sound.substr(0, sound.size() - 8), "AAAA" + sound}) {
    EXPECT_THROW(unpacked(text), std::runtime_error) << text;
  }
}

TEST(SeededIds, TheSameSeedGivesTheSameIds) {
  SeededIds ids(7);
  const std::string first = ids.next();
  const uint64_t seed = ids.seed();
  const std::string second = ids.next();
  EXPECT_NE(first, second);
  EXPECT_EQ(first.size(), 17u);
  ids.restart(7);
  EXPECT_EQ(ids.next(), first);
  EXPECT_EQ(ids.seed(), seed);
  EXPECT_EQ(ids.next(), second);
  ids.restart(8);
  EXPECT_NE(ids.next(), first);
}

}  // namespace
}  // namespace takt
