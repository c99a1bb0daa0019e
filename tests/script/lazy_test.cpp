// LazyObject: for the script a plain object, made at the first look.

#include "script/script_fixture.h"

namespace takt::script {
namespace {

class LazyTest : public ScriptTest {
 protected:
  LazyObject lazy(const std::string& text = R"({"a":1,"b":{"c":[2]}})") {
    return [this, text] {
      ++made_;
      return parse_json(text).get_object();
    };
  }
  /// What `expression` of a lazy object x is.
  std::string seen(std::string_view expression) {
    const auto value =
        load(fmt::format("f(x) {{ return ({}) }}", expression)).call("f", {lazy()}, options_);
    return value ? dump(*value) : "undefined";
  }

  int made_ = 0;
};

TEST_F(LazyTest, WhatNobodyLooksAtIsNotMade) {
  EXPECT_EQ(seen("typeof x"), R"("object")");
  EXPECT_EQ(seen("[x].length"), "1");
  EXPECT_EQ(seen("Array.isArray(x)"), "false");
  EXPECT_EQ(made_, 0);
}

TEST_F(LazyTest, IsMadeOnce) {
  EXPECT_EQ(seen("[x.a, x.b.c[0], x.none, x.a]"), "[1,2,null,1]");
  EXPECT_EQ(made_, 1);
}

TEST_F(LazyTest, LooksLikeAPlainObject) {
  const std::string whole = R"({"a":1,"b":{"c":[2]}})";
  for (const char* same :
       {"x", "{ ...x }", "Object.assign({}, x)", "JSON.parse(JSON.stringify(x))",
        "Object.fromEntries(Object.entries(x))", "structuredClone(x)", "structuredClone({ x }).x",
        "(() => { const o = {}; for (const k in x) o[k] = x[k]; return o })()",
        "(({ a, b }) => ({ a, b }))(x)", "(({ ...rest }) => rest)(x)",
        "Object.defineProperties({}, Object.getOwnPropertyDescriptors(x))", "Object.freeze(x)"}) {
    EXPECT_EQ(seen(same), whole) << same;
  }
  EXPECT_EQ(seen("structuredClone(x).b !== x.b"), "true");
  EXPECT_EQ(seen("Object.keys(x)"), R"(["a","b"])");
  EXPECT_EQ(seen("['a' in x, 'z' in x, Object.hasOwn(x, 'b'), x.hasOwnProperty('z')]"),
            "[true,false,true,false]");
  EXPECT_EQ(seen("[Object.prototype.toString.call(x), String(x), x.constructor === Object]"),
            R"(["[object Object]","[object Object]",true])");
  EXPECT_EQ(seen("Object.getPrototypeOf(x) === Object.prototype"), "true");
  EXPECT_EQ(seen("Object.getOwnPropertyDescriptor(x, 'a')"),
            R"({"value":1,"writable":true,"enumerable":true,"configurable":true})");
  EXPECT_EQ(seen("Object.isFrozen(Object.freeze(x))"), "true");
}

TEST_F(LazyTest, IsWrittenAsAPlainObject) {
  EXPECT_EQ(seen("(() => { x.z = 3; x.a = 4; return x })()"), R"({"a":4,"b":{"c":[2]},"z":3})");
  EXPECT_EQ(seen("(() => { delete x.a; x.a = 5; return x })()"), R"({"b":{"c":[2]},"a":5})");
  EXPECT_EQ(seen("Object.defineProperty(x, 'a', { value: 6 })"), R"({"a":6,"b":{"c":[2]}})");
  EXPECT_EQ(seen("(() => { Object.preventExtensions(x); x.z = 1; return x })()"),
            R"({"a":1,"b":{"c":[2]}})");
}

TEST_F(LazyTest, ArraysOfThem) {
  load("f: (x) => [Array.isArray(x), x.length, x.map((i) => i.a), x]");
  const std::vector<LazyObject> array = {lazy(), lazy(R"({"a":"\u00f8"})")};
  EXPECT_EQ(dump(realm_->call("f", {array}, options_).value()),
            R"([true,2,[1,"ø"],[{"a":1,"b":{"c":[2]}},{"a":"ø"}]])");
}

TEST_F(LazyTest, AnObjectWithAListOfThem) {
  load("f: (x) => [x.a, x.list.length], g: (x) => [x.list.map((i) => i.a), x]");
  ObjectView view({{"a", 1}});
  view.add("list", ObjectView::LazyList{lazy(), lazy()});
  view.add("z", Json(2));
  const Arg object(std::move(view));
  EXPECT_EQ(dump(realm_->call("f", {object}, options_).value()), "[1,2]");
  EXPECT_EQ(made_, 0);
  EXPECT_EQ(dump(realm_->call("g", {object}, options_).value()),
            R"([[1,1],{"a":1,"list":[{"a":1,"b":{"c":[2]}},{"a":1,"b":{"c":[2]}}],"z":2}])");
}

TEST_F(LazyTest, AViewSharesItsMembers) {
  load("f: (x) => [Object.keys(x), x]");
  ObjectView item;
  item.add("shared", std::make_shared<const Json>(JsonObject{{"c", 3}}));
  ObjectView view;
  view.add("items", ObjectView::List{item, item});
  view.add("last", Json("z"));
  EXPECT_EQ(
      dump(realm_->call("f", {view}, options_).value()),
      R"([["items","last"],{"items":[{"shared":{"c":3}},{"shared":{"c":3}}],"last":"z"}])");
}

TEST_F(LazyTest, PropsOfContexts) {
  load("f: (x) => x");
  Context context{"Test"};
  context.data = {{"props", {{"own", 1}}}};
  context.props.emplace_back("later", lazy());
  EXPECT_EQ(dump(realm_->call("f", {context}, options_).value()),
            R"({"props":{"own":1,"later":{"a":1,"b":{"c":[2]}}}})");
}

TEST_F(LazyTest, MayBeKeptAfterTheCall) {
  load("f(x) { globalThis.kept = x; return 1 }, g: () => globalThis.kept.a");
  EXPECT_EQ(realm_->call("f", {lazy()}, options_), Json(1));
  EXPECT_EQ(made_, 0);
  EXPECT_EQ(realm_->call("g", {}, options_), Json(1));
}

TEST_F(LazyTest, WhatTheMakerThrowsIsThrownInTheScript) {
  load("f(x) { try { return x.a } catch (e) { return e.message } }");
  const LazyObject bad = []() -> JsonObject { throw std::runtime_error("no such document"); };
  EXPECT_EQ(realm_->call("f", {bad}, options_), Json("no such document"));
}

}  // namespace
}  // namespace takt::script
