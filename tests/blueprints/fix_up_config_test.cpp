#include "blueprints/fix_up_config.h"

#include "base/json_codec.h"
#include "blueprints/test_job.h"

namespace takt::blueprints {
namespace {

ObjectWithOverrides overrides(std::string_view defaults, std::string_view list) {
  return parse<ObjectWithOverrides>(
      parse_json(fmt::format(R"({{"defaults":{},"overrides":{}}})", defaults, list)));
}

/// The overrides after the blueprint ran `body` on the context `c`.
Json fixed(std::string_view body, ObjectWithOverrides before, FixUpConfig** out = nullptr) {
  static std::unique_ptr<FixUpConfig> config;
  TestJob job("", fmt::format("f(c) {{ {} }}", body));
  config = std::make_unique<FixUpConfig>(parse_json(R"({"type":"object","properties":{
      "v":{"type":"number"},"o":{"type":"object","properties":{"x":{"type":"string"}}},
      "list":{"type":"array"},"table":{"type":"object","patternProperties":{".*":{}}}}})"),
                                         std::move(before));
  HookContext context(job, job.style_blueprint(), "FixUpConfigContext", {"fixupConfig", "id"});
  config->install(context.host());
  job.style_blueprint().call(job, "f", {context.arg()});
  if (out != nullptr) *out = config.get();
  return to_json(config->result()).at("overrides");
}

TEST(FixUpConfig, Operations) {
  EXPECT_EQ(
      dump(fixed(
          "c.addSetOperation('o.x', 'new'); c.addDeleteOperation('v')",
          overrides("{}",
                    R"([{"op":"set","path":"o.x","value":1},{"op":"set","path":"q","value":2}])"))),
      R"([{"op":"set","path":"q","value":2},{"op":"set","path":"o.x","value":"new"},{"op":"delete","path":"v"}])");
  EXPECT_EQ(
      dump(fixed(
          "c.renameOperations('old', 'o.new'); c.removeOperations('gone')",
          overrides(
              "{}",
              R"([{"op":"set","path":"old.a","value":1},{"op":"set","path":"gone.b","value":2},
                                          {"op":"set","path":"older","value":3}])"))),
      R"([{"op":"set","path":"older","value":3},{"op":"set","path":"o.new.a","value":1}])");
}

TEST(FixUpConfig, ListsAreReplacedWhole) {
  EXPECT_EQ(dump(fixed("c.addSetOperation('list.1', 5)", overrides(R"({"list":[1,2]})", "[]"))),
            R"([{"op":"set","path":"list","value":[1,5]}])");
  EXPECT_THROW(fixed("c.addSetOperation('table', 5)", overrides("{}", "[]")), std::exception);
  EXPECT_THROW(fixed("c.addSetOperation('unknown', 5)", overrides("{}", "[]")), std::exception);
}

TEST(FixUpConfig, InvalidPathsAndMessages) {
  FixUpConfig* config = nullptr;
  fixed("for (const p of c.listInvalidPaths()) c.warnUnfixable(p, { key: 'bad ' + p })",
        overrides("{}", R"([{"op":"set","path":"a.b","value":1},{"op":"delete","path":"c.d"},
                            {"op":"set","path":"e","value":{}},{"op":"set","path":"e.f","value":1}])"),
        &config);
  ASSERT_EQ(config->messages().size(), 1u);
  EXPECT_EQ(config->messages()[0].path, "a.b");
  EXPECT_EQ(dump(config->messages()[0].message), R"({"key":"bad a.b"})");
}

}  // namespace
}  // namespace takt::blueprints
