#include "base/flat_json.h"

#include <gtest/gtest.h>

#include <cmath>

namespace takt {
namespace {

/// {"list": [null, true, 1, 1.5, "text"], "none": {}, "name": "n"}
FlatJson example() {
  FlatWriter out;
  const size_t object = out.begin_object();
  out.key("list");
  const size_t list = out.begin_array();
  out.null();
  out.boolean(true);
  out.integer(1);
  out.number(1.5);
  out.text("text");
  out.end(list, 5);
  out.key("none");
  out.end(out.begin_object(), 0);
  out.key("name");
  out.text("n");
  out.end(object, 3);
  return FlatJson(out.take());
}

std::string written(double number) {
  FlatWriter out;
  out.number(number);
  return dump(FlatJson(out.take()).view().json());
}

TEST(FlatJson, HoldsTheValue) {
  EXPECT_EQ(dump(example().view().json()),
            R"({"list":[null,true,1,1.5,"text"],"none":{},"name":"n"})");
  EXPECT_EQ(FlatJson().view().json(), Json(nullptr));
}

TEST(FlatJson, IsLookedInto) {
  const FlatJson value = example();
  const FlatView view = value.view();
  ASSERT_TRUE(view.is_object());
  EXPECT_FALSE(view.member("nothing"));
  EXPECT_EQ(view.member("name")->text(), "n");
  EXPECT_EQ(view.member("none")->json(), Json(JsonObject{}));
  const FlatView list = *view.member("list");
  ASSERT_TRUE(list.is_array());
  EXPECT_FALSE(list.member("name"));
  EXPECT_EQ(list.text(), "");
  const auto items = list.items();
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].json(), Json(nullptr));
  EXPECT_EQ(items[4].text(), "text");
  EXPECT_TRUE(view.items().empty());
}

TEST(FlatJson, NumbersAreAsEverywhere) {
  EXPECT_EQ(written(2), "2");
  EXPECT_EQ(written(-0.0), "0");
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(1e300), "1e+300");
  EXPECT_EQ(written(NAN), "null");
  EXPECT_EQ(written(INFINITY), "null");
}

TEST(FlatJson, EqualValuesHaveEqualBytes) {
  FlatWriter one, other;
  one.number(3);
  other.integer(3);
  EXPECT_EQ(one.bytes(), other.bytes());
  EXPECT_EQ(example().view().bytes(), example().view().bytes());
}

TEST(FlatJson, WhatWasCutIsNotThere) {
  FlatWriter out;
  const size_t object = out.begin_object();
  out.key("a");
  out.integer(1);
  const size_t before = out.size();
  out.key("b");
  out.cut(before);
  out.end(object, 1);
  EXPECT_EQ(dump(FlatJson(out.take()).view().json()), R"({"a":1})");
}

TEST(FlatJson, OfTwoMembersOfANameTheLastCounts) {
  FlatWriter out;
  const size_t object = out.begin_object();
  for (const int64_t number : {1, 2}) {
    out.key("a");
    out.integer(number);
  }
  out.end(object, 2);
  const FlatJson value(out.take());
  EXPECT_EQ(value.view().member("a")->json(), Json(2));
  EXPECT_EQ(dump(value.view().json()), R"({"a":2})");
}

TEST(FlatJson, AValueIsTakenOver) {
  const FlatJson value = example();
  FlatWriter out;
  const size_t list = out.begin_array();
  out.value(*value.view().member("list"));
  out.end(list, 1);
  EXPECT_EQ(dump(FlatJson(out.take()).view().json()), R"([[null,true,1,1.5,"text"]])");
}

}  // namespace
}  // namespace takt
