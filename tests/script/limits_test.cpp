#include <thread>

#include "script/script_fixture.h"

namespace takt::script {
namespace {

TEST_F(ScriptTest, EndlessLoopIsInterrupted) {
  load("f() { for (;;) {} }, async g() { await null; for (;;) {} }, h() { return 1 }");
  options_.limits.time = std::chrono::milliseconds(50);
  const auto error = failure();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::timeout);
  EXPECT_NE(error->stack().find("test-bundle.js"), std::string::npos) << error->stack();
  EXPECT_THROW(realm_->call("g", {}, options_), ScriptError);
  EXPECT_EQ(realm_->call("h", {}, {}), Json(1));
}

TEST_F(ScriptTest, TimeoutCannotBeCaught) {
  load("f() { for (;;) { try { for (;;) {} } catch (e) {} finally { continue } } }");
  options_.limits.time = std::chrono::milliseconds(50);
  EXPECT_EQ(failure()->kind(), ErrorKind::timeout);
}

TEST_F(ScriptTest, EndlessJobsAreInterrupted) {
  load("async f() { for (;;) await null }, h() { return 1 }");
  options_.limits.time = std::chrono::milliseconds(50);
  EXPECT_EQ(failure()->kind(), ErrorKind::timeout);
  EXPECT_EQ(realm_->call("h", {}, {}), Json(1));
}

TEST_F(ScriptTest, EndlessLoopInTheBundle) {
  Realm realm(engine_, "loop");
  options_.limits.time = std::chrono::milliseconds(50);
  EXPECT_THROW(realm.load("(() => { for (;;) {} })()", options_), ScriptError);
}

TEST_F(ScriptTest, DeepRecursionIsAnError) {
  load("f() { return this.f() + 1 }");
  EXPECT_NE(std::string(failure()->what()).find("recursion"), std::string::npos);
}

#ifndef TAKT_SANITIZED

TEST_F(ScriptTest, MemoryBombsEndCleanly) {
  const char* bombs[] = {
      "const a = []; for (;;) a.push(new Array(1e5).fill(1.5))",
      "const a = []; for (;;) a.push(new Uint8Array(1e6))",
      "let s = 'x'; const a = []; for (;;) { s = s + s.slice(0, 1e6) + 'y'; a.push(s.split('')) }",
      "const a = []; for (let i = 0;; i++) a.push([1, 2, 3, 4, 5, 6, 7, 8, i].map((x) => x * 1.5))",
      "const m = new Map(); for (let i = 0;; i++) m.set(i, 'text ' + i)",
  };
  for (const char* bomb : bombs) {
    load(fmt::format("f() {{ {} }}, h() {{ return [1, 2].map((x) => x + 1) }}", bomb));
    options_.limits.time = std::chrono::seconds(20);
    const auto error = failure();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind(), ErrorKind::memory) << bomb << error->what();
    EXPECT_EQ(dump(realm_->call("h", {}, options_).value()), "[2,3]");
    realm_.reset();
    engine_.idle_gc();
  }
}

TEST_F(ScriptTest, GarbageIsNoMemoryBomb) {
  EXPECT_EQ(text_of("(() => { let n = 0; for (let i = 0; i < 2000; i++) n += new "
                    "Array(1e5).fill(1.5).length; return n })()"),
            "200000000");
}

#endif

TEST(Script, EnginesOnThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> sum{0};
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&sum, i] {
      Engine engine;
      Realm realm(engine, "thread", kTestPrelude);
      CallOptions options;
      options.limits.time = std::chrono::milliseconds(100);
      realm.load(
          "{ default: { f(x) { let n = 0; for (let i = 0; i < 1e5; i++) n += x; return n }, "
          "g() { for (;;) {} } } }",
          options);
      EXPECT_THROW(realm.call("g", {}, options), ScriptError);
      options.limits.time = std::chrono::seconds(20);
      const Json result = realm.call("f", {Arg(Json(i))}, options).value();
      sum += static_cast<int>(result.get_int64());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, 300000);
}

}  // namespace
}  // namespace takt::script
