#include "base/fault.h"

#include <gtest/gtest.h>

namespace takt {
namespace {

class FaultTest : public testing::Test {
 protected:
  ~FaultTest() override { fault::configure(""); }
};

TEST_F(FaultTest, OnlyTheNamedPointFailsAndOnlyAtItsTime) {
  fault::configure("a=throw@2;b=sleep:0");
  const auto reach_a = [] { TAKT_FAULT("a"); };
  EXPECT_NO_THROW(reach_a());
  EXPECT_NO_THROW([] { TAKT_FAULT("b"); }());
  EXPECT_NO_THROW([] { TAKT_FAULT("c"); }());
  EXPECT_THROW(reach_a(), fault::InjectedFault);
  EXPECT_NO_THROW(reach_a());
}

TEST_F(FaultTest, ConfiguringAnewReplacesThePoints) {
  fault::configure("a=throw");
  fault::configure("");
  EXPECT_NO_THROW([] { TAKT_FAULT("a"); }());
}

TEST_F(FaultTest, WhatCantBeReadIsRefused) {
  EXPECT_THROW(fault::configure("a"), std::invalid_argument);
  EXPECT_THROW(fault::configure("a=explode"), std::invalid_argument);
  EXPECT_THROW(fault::configure("a=sleep:x"), std::invalid_argument);
  EXPECT_THROW(fault::configure("a=throw@"), std::invalid_argument);
}

}  // namespace
}  // namespace takt
