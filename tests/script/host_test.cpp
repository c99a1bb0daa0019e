#include "script/host.h"

#include "script/script_fixture.h"

namespace takt::script {
namespace {

TEST_F(ScriptTest, HostCalls) {
  std::string seen;
  TestHost host([&](std::string_view method, const JsonArray& args) -> Reply {
    seen += fmt::format("{}{} ", method, dump(Json(args)));
    if (args.empty()) return std::nullopt;
    return args.at(0);
  });
  Context context{"Test", &host, parse_json(R"({"studioId":"s0"})"), {}};
  Realm& realm = load(
      "async f(c, x) { return [c.studioId, c.ask({ a: x, u: undefined }), "
      "await c.askLater(1, undefined), typeof c.ask(), c.ask(undefined, 2)] }");
  EXPECT_EQ(dump(realm.call("f", {context, Arg("x")}, options_).value()),
            R"(["s0",{"a":"x"},1,"undefined",null])");
  EXPECT_EQ(seen, R"(ask[{"a":"x"}] askLater[1] ask[] ask[null,2] )");
}

TEST_F(ScriptTest, ContextValuesAndReplies) {
  Realm& realm =
      load("f(c) { return [c.config.a, c.config === c.ask(), Object.isFrozen(c.config)] }");
  const Value config = realm.make(parse_json(R"({"a":1})"), Freeze::yes);
  TestHost host([&](std::string_view, const JsonArray&) -> Reply { return config; });
  EXPECT_EQ(
      dump(realm.call("f", {Context{"Test", &host, JsonObject{}, {{"config", config}}}}, options_)
               .value()),
      "[1,true,true]");
}

TEST_F(ScriptTest, HostExceptionsComeOutAgain) {
  TestHost host([](std::string_view, const JsonArray&) -> Reply {
    throw UserError(UserErrorKey::TakeRateLimit, {{"duration", 5}}, 423);
  });
  const Context context{"Test", &host, JsonObject{}, {}};
  load(
      "f(c) { c.ask() }, async g(c) { await c.askLater() },"
      "h(c) { try { c.ask() } catch (e) { return e.message } },"
      "i(c) { try { c.ask() } catch (e) { throw new Error('other') } }");
  for (const char* name : {"f", "g"}) {
    try {
      realm_->call(name, {context}, options_);
      FAIL();
    } catch (const UserError& error) {
      EXPECT_EQ(error.key(), UserErrorKey::TakeRateLimit);
      EXPECT_EQ(error.error_code(), 423);
    }
  }
  EXPECT_EQ(realm_->call("h", {context}, options_),
            Json("Ignoring TAKES that are too quick after eachother (5 ms)"));
  EXPECT_THROW(realm_->call("i", {context}, options_), ScriptError);
}

TEST_F(ScriptTest, ContextsEndWithTheirCall) {
  TestHost host([](std::string_view, const JsonArray&) -> Reply { return Json(1); });
  load("f(c) { try { return (this.kept = this.kept || c).ask() } catch (e) { return e.message } }");
  EXPECT_EQ(realm_->call("f", {Context{"Test", &host}}, options_), Json(1));
  EXPECT_EQ(realm_->call("f", {Context{"Test", &host}}, options_),
            Json("this context object can only be used during the call that it was given to"));
}

TEST_F(ScriptTest, CallsNest) {
  load(
      "async f(c) { const before = await 1; const inner = c.ask(); return [before, inner, await "
      "c.askLater(), Date.now()] },"
      "async g(x) { await null; return x + Date.now() }, h() { for (;;) {} }");
  options_.seams.now = 100;
  CallOptions inner = options_;
  inner.seams.now = 5;
  TestHost host([&](std::string_view method, const JsonArray&) -> Reply {
    if (method == "ask") return realm_->call("g", {Arg(Json(1))}, inner);
    inner.limits.time = std::chrono::milliseconds(30);
    EXPECT_THROW(realm_->call("h", {}, inner), ScriptError);
    return Json("ended");
  });
  EXPECT_EQ(dump(realm_->call("f", {Context{"Test", &host}}, options_).value()),
            R"([1,6,"ended",100])");
}

TEST_F(ScriptTest, HostTimeIsNotTheScripts) {
  load(
      "f(c) { let n = 0; for (let i = 0; i < 4; i++) { c.ask(); for (let j = 0; j < 1000; j++) n++ "
      "} return n }");
  options_.limits.time = std::chrono::milliseconds(800);
  TestHost host([](std::string_view, const JsonArray&) -> Reply {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return std::nullopt;
  });
  EXPECT_EQ(realm_->call("f", {Context{"Test", &host}}, options_), Json(4000));
}

/// Calls back the function that it is given.
class CallingHost final : public Host {
 public:
  explicit CallingHost(Realm& realm, const CallOptions& options)
      : realm_(realm), options_(options) {}
  Reply call(std::string_view, const JsonArray&) override { return std::nullopt; }
  Reply call_with(std::string_view, const Value& value, const JsonArray& args) override {
    return realm_.call_member(value, {"twice"}, {args.at(0)}, options_);
  }

 private:
  Realm& realm_;
  CallOptions options_;
};

TEST_F(ScriptTest, HostCallsBack) {
  Realm& realm = load("f(c) { return c.give({ twice: (x) => x * 2 }, 21) }");
  CallingHost host(realm, options_);
  EXPECT_EQ(realm.call("f", {Context{"Test", &host}}, options_), Json(42));
}

TEST_F(ScriptTest, UnknownContextClass) {
  load("f() {}");
  EXPECT_EQ(failure({Context{"Nothing", nullptr}})->kind(), ErrorKind::bad_result);
}

}  // namespace
}  // namespace takt::script
