#pragma once

// What the tests of script/ share: a realm with one context class and a host made of a function.

#include <gtest/gtest.h>

#include "script/realm.h"

namespace takt::script {

/// A Host whose methods are one function.
class TestHost final : public Host {
 public:
  using Work = std::function<Reply(std::string_view, const JsonArray&)>;
  explicit TestHost(Work work) : work_(std::move(work)) {}
  Reply call(std::string_view method, const JsonArray& args) override {
    return work_(method, args);
  }

 private:
  Work work_;
};

inline constexpr Source kTestPrelude[] = {{"takt:test.js", R"(
takt.contexts.Test = class Test {
  #handle
  constructor(handle, data) { this.#handle = handle; Object.assign(this, data) }
  ask(...args) { return takt.host(this.#handle, 'ask', ...args) }
  give(value, ...args) { return takt.hostWithValue(this.#handle, 'give', value, ...args) }
  async askLater(...args) { return takt.host(this.#handle, 'askLater', ...args) }
})"}};

class ScriptTest : public testing::Test {
 protected:
  ScriptTest() {
    options_.limits.time = std::chrono::seconds(20);
    options_.limits.memory_bytes = size_t{64} << 20;
  }

  /// A realm whose manifest has these members: "f() { return 1 }, g: 2".
  Realm& load(std::string_view members) {
    realm_ = std::make_unique<Realm>(engine_, "test", kTestPrelude);
    realm_->load(fmt::format("(function () {{ return {{ default: {{ {} }} }} }})()", members),
                 options_);
    return *realm_;
  }
  /// The value of `expression`, in a realm of its own.
  std::optional<Json> eval(std::string_view expression) {
    return load(fmt::format("f() {{ return ({}) }}", expression)).call("f", {}, options_);
  }
  std::string text_of(std::string_view expression) {
    const std::optional<Json> value = eval(expression);
    return value ? dump(*value) : "undefined";
  }
  /// How a call of f ends.
  std::optional<ScriptError> failure(const Args& args = {}) {
    try {
      (void)realm_->call("f", args, options_);
      return std::nullopt;
    } catch (const ScriptError& error) {
      return error;
    }
  }

  Engine engine_;
  CallOptions options_;
  std::unique_ptr<Realm> realm_;
};

}  // namespace takt::script
