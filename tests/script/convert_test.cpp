#include "script/script_fixture.h"

namespace takt::script {
namespace {

TEST_F(ScriptTest, ToJsonIsJsonStringify) {
  EXPECT_EQ(
      text_of("({ a: undefined, b: () => 1, c: [undefined, () => 1], d: Symbol('x'), e: null })"),
      R"({"c":[null,null],"e":null})");
  EXPECT_EQ(text_of("[NaN, Infinity, -0, 1.5, 2 ** 31, 2 ** 53, 1e21]"),
            "[null,null,0,1.5,2147483648,9007199254740992,1e+21]");
  EXPECT_EQ(
      text_of("({ d: new Date(0), m: new Map([[1, 2]]), s: new String('x'), n: new Number(4) })"),
      R"({"d":"1970-01-01T00:00:00.000Z","m":{},"s":"x","n":4})");
  EXPECT_EQ(text_of("({ toJSON() { return { toJSON: 1, x: 2 } } })"), R"({"toJSON":1,"x":2})");
  EXPECT_EQ(text_of("({ 2: 'b', 1: 'a', z: 0 })"), R"({"1":"a","2":"b","z":0})");
  EXPECT_EQ(text_of("undefined"), "undefined");
  EXPECT_EQ(text_of("'\\ud800x'"), "\"\uFFFDx\"");
  EXPECT_EQ(text_of("Object.create({ inherited: 1 }, { hidden: { value: 1 } })"), "{}");
}

TEST_F(ScriptTest, JsonBothWays) {
  Realm& realm = load("f: (x) => x, g: (x) => JSON.stringify(x)");
  const std::string text =
      R"({"a":[1,-2,3.25,true,false,null,"text"],"ø":"æ€😀","7":{"__proto__":1,"":2},"l":9007199254740991})";
  const Json value = parse_json(text);
  EXPECT_EQ(realm.call("f", {value}, options_).value(), value);
  EXPECT_EQ(parse_json(realm.call("g", {value}, options_).value().get_string()), value);
}

TEST_F(ScriptTest, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(load("f: (x) => x.length").call("f", {Arg(Json("a\xff"))}, options_), Json(2));
}

TEST_F(ScriptTest, WhatJsonCannotHold) {
  load("f() { const a = {}; a.a = a; return a }");
  EXPECT_EQ(failure()->kind(), ErrorKind::bad_result);
  load("f() { return 1n }");
  EXPECT_EQ(failure()->kind(), ErrorKind::bad_result);
  load("f() { return { get x() { throw new Error('getter') } } }");
  EXPECT_STREQ(failure()->what(), "getter");
}

TEST_F(ScriptTest, ResultsAreLimited) {
  options_.limits.result_bytes = 1000;
  load("f() { return 'x'.repeat(1001) }");
  EXPECT_EQ(failure()->kind(), ErrorKind::bad_result);
  load("f() { return new Array(1e9) }");
  EXPECT_EQ(failure()->kind(), ErrorKind::bad_result);
}

TEST_F(ScriptTest, Polyfills) {
  EXPECT_EQ(
      text_of("[[1, 2, 3].findLast((x) => x < 3), [3, 1].toSorted(), [1, 2].toReversed(), "
              "[1, 2, 3].toSpliced(1, 1), [1, 2].with(-1, 5), [1].findLastIndex((x) => x > 1)]"),
      "[2,[1,3],[2,1],[1,3],[1,5],-1]");
  EXPECT_EQ(text_of("Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even'))"),
            R"({"odd":[1,3],"even":[2]})");
  EXPECT_EQ(
      text_of("(() => { const a = { d: new Date(5), m: new Map([[1, { x: 1 }]]) }; "
              "const b = structuredClone(a); return [b !== a, b.d.getTime(), b.m.get(1).x] })()"),
      "[true,5,1]");
  EXPECT_EQ(
      text_of("(() => { const p = Promise.withResolvers(); p.resolve(4); return p.promise })()"),
      "4");
  EXPECT_EQ(text_of("(() => { const c = new AbortController(); let n = 0; "
                    "c.signal.addEventListener('abort', () => n++); c.abort(); c.abort(); "
                    "return [n, c.signal.aborted, c.signal.reason.name] })()"),
            R"([1,true,"AbortError"])");
}

TEST_F(ScriptTest, Urls) {
  EXPECT_EQ(text_of("new URL('../b?x=1#h', 'HTTP://User:pw@Host.example:80/a/c/d').href"),
            "\"http://User:pw@host.example/a/b?x=1#h\"");
  EXPECT_EQ(
      text_of("(() => { const u = new URL('https://h/p'); u.searchParams.set('q', 'a b&c'); "
              "return [u.href, u.origin, u.searchParams.get('q'), JSON.stringify({ u })] })()"),
      R"(["https://h/p?q=a+b%26c","https://h","a b&c","{\"u\":\"https://h/p?q=a+b%26c\"}"])");
  EXPECT_EQ(text_of("['x', 'http://', 'http://h:99999/'].map((t) => URL.canParse(t))"),
            "[false,false,false]");
  EXPECT_EQ(text_of("[...new URLSearchParams('a=1&b=%C3%B8+x&a=2')].join('|')"),
            "\"a,1|b,\u00f8 x|a,2\"");
  EXPECT_EQ(text_of("[new URL('mailto:a@b').pathname, new URL('file:///C:/x').href, new "
                    "URL('http://h').pathname]"),
            R"(["a@b","file:///C:/x","/"])");
}

TEST_F(ScriptTest, AbsentFunctionsSaySo) {
  load("f() { setTimeout(() => {}, 1) }");
  EXPECT_NE(std::string(failure()->what()).find("setTimeout is not available"), std::string::npos);
  load("f() { return fetch('http://x') }");
  EXPECT_NE(std::string(failure()->what()).find("fetch is not available"), std::string::npos);
}

}  // namespace
}  // namespace takt::script
