#include "script/realm.h"

#include "script/script_fixture.h"

namespace takt::script {
namespace {

TEST_F(ScriptTest, BundleForms) {
  const auto type_of = [this](std::string_view code) {
    Realm realm(engine_, "forms");
    realm.load(code, options_);
    return dump(realm.property("blueprintType").value_or(nullptr));
  };
  EXPECT_EQ(type_of("{ default: { blueprintType: 'studio' } }"), "\"studio\"");
  EXPECT_EQ(type_of("(() => ({ default: { blueprintType: 'x' } }))()"), "\"x\"");
  // What bundlers make: a declaration that leaves the value in `blueprint`.
  EXPECT_EQ(type_of("undefined; var blueprint = { default: { blueprintType: 'y' } }"), "\"y\"");
}

TEST_F(ScriptTest, BundleErrors) {
  Realm realm(engine_, "bad");
  try {
    realm.load("(function () { return { default: {", options_);
    FAIL();
  } catch (const ScriptError& error) {
    EXPECT_EQ(error.kind(), ErrorKind::thrown);
    EXPECT_NE(error.stack().find("SyntaxError"), std::string::npos) << error.stack();
  }
  EXPECT_THROW(realm.load("{ other: 1 }", options_), ScriptError);
  EXPECT_FALSE(realm.has_function("f"));
}

TEST_F(ScriptTest, ManifestMembers) {
  Realm& realm = load("f() {}, n: 3, o: { a: [1, undefined] }");
  EXPECT_TRUE(realm.has_function("f"));
  EXPECT_FALSE(realm.has_function("n"));
  EXPECT_FALSE(realm.has_function("missing"));
  EXPECT_EQ(dump(realm.property("o").value()), R"({"a":[1,null]})");
  EXPECT_FALSE(realm.property("missing").has_value());
  EXPECT_THROW(realm.call("missing", {}, options_), ScriptError);
}

TEST_F(ScriptTest, ThisIsTheManifest) {
  EXPECT_EQ(load("f() { return this.n }, n: 3").call("f", {}, options_), Json(3));
}

TEST_F(ScriptTest, ThrowHasMessageAndStack) {
  load("f() { return (function inner() { throw new TypeError('no camera') })() }");
  const auto error = failure();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::thrown);
  EXPECT_STREQ(error->what(), "no camera");
  EXPECT_EQ(
      error->stack().find("TypeError: no camera\n    at inner (db:///blueprint/test-bundle.js"), 0u)
      << error->stack();
}

TEST_F(ScriptTest, ThrowOfAnything) {
  load("f(x) { throw x }");
  EXPECT_STREQ(failure({Arg("text")})->what(), "text");
  EXPECT_STREQ(failure({})->what(), "undefined");
  EXPECT_STREQ(failure({Arg(Json(JsonObject{{"message", "m"}}))})->what(), "m");
}

TEST_F(ScriptTest, Promises) {
  EXPECT_EQ(text_of("Promise.resolve(1).then((x) => x + 1)"), "2");
  EXPECT_EQ(text_of("(async () => { await null; return { a: await 5 } })()"), R"({"a":5})");
  EXPECT_EQ(text_of("({ then(done) { done('thenable') } })"), "\"thenable\"");
  EXPECT_EQ(
      text_of(
          "(async () => { let n = 0; for (let i = 0; i < 5000; i++) n += await 1; return n })()"),
      "5000");
  load("async f() { await null; throw new Error('late') }");
  EXPECT_STREQ(failure()->what(), "late");
  EXPECT_NE(failure()->stack().find("test-bundle.js"), std::string::npos);
}

TEST_F(ScriptTest, PromiseThatNeverSettles) {
  load("f() { return new Promise(() => {}) }, g() { return 1 }");
  EXPECT_EQ(failure()->kind(), ErrorKind::never_settled);
  EXPECT_EQ(realm_->call("g", {}, options_), Json(1));
}

TEST_F(ScriptTest, TimeAndChanceAreInjected) {
  Realm& realm =
      load("f() { return [Date.now(), new Date().toISOString(), Math.random(), Math.random()] }");
  options_.seams = {1500000000123, 7};
  const Json first = realm.call("f", {}, options_).value();
  EXPECT_EQ(first.at(0), Json(1500000000123));
  EXPECT_EQ(first.at(1), Json("2017-07-14T02:40:00.123Z"));
  EXPECT_NE(first.at(2), first.at(3));
  EXPECT_EQ(realm.call("f", {}, options_).value(), first);
  options_.seams.seed = 8;
  EXPECT_NE(realm.call("f", {}, options_).value().at(2), first.at(2));
}

TEST_F(ScriptTest, ConsoleGoesToTheLog) {
  std::vector<std::string> lines;
  EngineOptions options;
  options.console = [&](ConsoleLevel level, std::string_view realm, std::string_view text) {
    lines.push_back(fmt::format("{} {} {}", static_cast<int>(level), realm, text));
  };
  Engine engine(options);
  Realm realm(engine, "talk");
  realm.load("{ default: { f() { console.log('a', { b: 1 }, [2]); console.error('c') } } }",
             options_);
  realm.call("f", {}, options_);
  EXPECT_EQ(lines, (std::vector<std::string>{R"(1 talk a {"b":1} [2])", "3 talk c"}));
}

TEST_F(ScriptTest, RealmsAreApart) {
  Realm one(engine_, "one");
  Realm two(engine_, "two");
  one.load("{ default: { f() { globalThis.x = 1; Array.prototype.y = 2; return 1 } } }", options_);
  two.load("{ default: { f() { return typeof x + typeof [].y } } }", options_);
  one.call("f", {}, options_);
  EXPECT_EQ(two.call("f", {}, options_), Json("undefinedundefined"));
}

TEST_F(ScriptTest, PreludeIsInvisible) {
  EXPECT_EQ(text_of("typeof takt"), "\"undefined\"");
}

TEST_F(ScriptTest, ValuesAreKept) {
  Realm& realm = load(
      "f(x) { x.n++; return x.n }, g() { return { rules: { a: { name: (id) => 'a' + id } }, n: 1 } "
      "},"
      "h(x) { 'use strict'; try { x.o.n = 2 } catch (e) { return e.name } }");
  const Value counter = realm.make(parse_json(R"({"n":1})"));
  EXPECT_EQ(realm.call("f", {counter}, options_), Json(2));
  EXPECT_EQ(realm.call("f", {counter}, options_), Json(3));
  EXPECT_EQ(dump(realm.json(counter).value()), R"({"n":3})");
  const Value rules = realm.call_value("g", {}, options_);
  EXPECT_EQ(dump(realm.json(rules).value()), R"({"rules":{"a":{}},"n":1})");
  EXPECT_EQ(realm.call_member(rules, {"rules", "a", "name"}, {Arg("1")}, options_), Json("a1"));
  EXPECT_THROW(realm.call_member(rules, {"rules", "b", "name"}, {}, options_), ScriptError);
  EXPECT_EQ(realm.call("h", {realm.make(parse_json(R"({"o":{"n":1}})"), Freeze::yes)}, options_),
            Json("TypeError"));
}

TEST_F(ScriptTest, IdleCollection) {
  Realm& realm =
      load("f() { const a = []; for (let i = 0; i < 100000; i++) a.push({ i }); return a.length }");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(realm.call("f", {}, options_), Json(100000));
  engine_.idle_gc();
  EXPECT_GT(engine_.heap_bytes(), 0u);
  EXPECT_EQ(realm.call("f", {}, options_), Json(100000));
}

}  // namespace
}  // namespace takt::script
