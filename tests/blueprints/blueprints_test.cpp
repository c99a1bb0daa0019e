#include "blueprints/blueprints.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/config_refs.h"
#include "blueprints/test_job.h"

namespace takt::blueprints {
namespace {

using testing::HasSubstr;

template <class Work>
std::string failure(Work work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no failure";
}

TEST(Blueprints, LoadingErrors) {
  TestJob job("", "f: (");
  EXPECT_THAT(failure([&] { job.style_blueprint(); }),
              HasSubstr("Syntax error in blueprint \"styleBlueprint0\""));
  job.put_blueprint("styleBlueprint0", "showstyle", "blueprintType: 'studio'", "2");
  EXPECT_THAT(failure([&] { job.style_blueprint(); }),
              HasSubstr("its document says \"showstyle\""));
  job.put(Collection::blueprints,
          R"({"_id":"styleBlueprint0","blueprintType":"showstyle","blueprintHash":"3","code":""})");
  EXPECT_EQ(failure([&] { job.style_blueprint(); }), "Blueprint \"styleBlueprint0\".code not set!");
  job.put_blueprint("styleBlueprint0", "system", "", "4");
  EXPECT_THAT(failure([&] { job.style_blueprint(); }), HasSubstr("is not valid for show style"));
  job.put(Collection::showStyleBases, R"({"_id":"base0","name":"Base","blueprintId":"other"})");
  EXPECT_THAT(failure([&] { job.style_blueprint(); }), HasSubstr("Blueprint \"other\" not found!"));
}

TEST(Blueprints, BuiltInStudioBlueprint) {
  TestJob job;
  job.put(Collection::studios, R"({"_id":"studio0","name":"Studio"})");
  Blueprint& blueprint = job.studio_blueprint();
  EXPECT_EQ(blueprint.document(), nullptr);
  EXPECT_TRUE(blueprint.has("getBaseline"));
  EXPECT_FALSE(blueprint.has("getRundownPlaylistInfo"));
  EXPECT_EQ(dump(blueprint.call(job, "getBaseline", {}).value()), R"({"timelineObjects":[]})");
  EXPECT_EQ(blueprint.call(job, "getShowStyleId", {}), Json(nullptr));
  job.put(Collection::studios, R"({"_id":"studio0","name":"Studio","blueprintId":"gone"})");
  EXPECT_THAT(failure([&] { job.studio_blueprint(); }), HasSubstr("Blueprint \"gone\" not found!"));
}

TEST(Blueprints, LoadedAnewWhenTheDocumentIsAnother) {
  TestJob job("", "f: () => 1");
  Blueprint* before = &job.style_blueprint();
  EXPECT_EQ(before->call(job, "f", {}), Json(1));
  EXPECT_EQ(&job.style_blueprint(), before);
  job.put_blueprint("styleBlueprint0", "showstyle", "f: () => 2", "2");
  EXPECT_EQ(job.style_blueprint().call(job, "f", {}), Json(2));
}

TEST(Blueprints, ErrorsNameBlueprintAndMethod) {
  TestJob job("", "f() { throw new Error('refused') }");
  try {
    job.style_blueprint().call(job, "f", {});
    FAIL();
  } catch (const BlueprintError& error) {
    EXPECT_STREQ(error.what(), "Blueprint \"styleBlueprint0\", f: refused");
    EXPECT_EQ(error.text(), "Error: refused");
    EXPECT_EQ(error_text(error), "Error: refused");
    EXPECT_THAT(error.stack(), HasSubstr("db:///blueprint/styleBlueprint0-bundle.js"));
  }
}

TEST(Blueprints, Configurations) {
  TestJob job(
      "preprocessConfig: (c, config, core) => ({ ...config, core, hash: c.getHashId('a') })",
      "f: (c) => [c.getStudioConfig().a, c.getShowStyleConfig(), "
      "Object.isFrozen(c.getStudioConfig().a)]");
  EXPECT_EQ(
      dump(*job.blueprints().studio_config(job)),
      fmt::format(
          R"({{"a":{{"b":1,"c":2}},"core":{{"hostUrl":"https://host","frameRate":25}},"hash":"{}"}})",
          get_hash("studioId=studio0_a")));
  HookContext context(job, job.style_blueprint(), "ShowStyleContext", {"test", "id"});
  context.use_show_style(job.style());
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            R"([{"b":1,"c":2},{"x":{"y":1,"z":2},"l":[3]},true])");
}

TEST(Blueprints, FailedPreprocessingGivesTheRawConfiguration) {
  TestJob job("preprocessConfig() { throw new Error('no') }");
  EXPECT_EQ(dump(*job.blueprints().studio_config(job)), R"({"a":{"b":1,"c":2}})");
}

TEST(Blueprints, ConfigRefs) {
  TestJob job;
  EXPECT_EQ(
      resolve_config_refs(job, "${studio.studio0.a.b}-${showStyle.variant0.x.z}-${studio.other.a}"),
      "1-2-undefined");
  EXPECT_EQ(resolve_config_refs(job, "no ${ref} ${studio.studio0.none}"), "no undefined undefined");
  EXPECT_THROW(
      resolve_config_refs(job, "${studio.other.a}", {.modifier = {}, .bail_on_error = true}),
      std::runtime_error);
  EXPECT_EQ(resolve_config_refs(job, "${studio.studio0.a.c}",
                                {.modifier = [](const std::string& v) { return "<" + v + ">"; },
                                 .bail_on_error = false}),
            "<2>");
}

}  // namespace
}  // namespace takt::blueprints
