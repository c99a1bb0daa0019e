#include "replay/command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/log.h"

namespace takt::replay {
namespace {

using testing::HasSubstr;

/// A folder of vectors whose only job is unknown: it fails, which one of them expects.
class CommandTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(LogLevel::off);
    folder_ = std::filesystem::temp_directory_path() / ("takt-command-test-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "vectors" / "some-area");
    write("fails", R"({"name":"nope","error":{"key":1002,"args":{"name":"nope"},"errorCode":404}})");
    write("differs", R"({"name":"nope","result":7})");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& expected_step) {
    std::ofstream(folder_ / "vectors" / "some-area" / (name + ".json"))
        << R"({"scenario":{"name":"x","blueprints":{},"documents":{"studios":[{"_id":"studio0"}]},
               "steps":[{"at":1,"queue":"studio","job":"nope","data":{}}]},
               "expected":{"steps":[)" << expected_step << "]}}";
  }

  bool run(ReplayArguments arguments) {
    const ReplaySetup setup{jobs_, [] { return worker::BlueprintSource(); }, {}};
    return replay_command(arguments, setup, out_);
  }
  ReplayArguments check() const {
    ReplayArguments arguments;
    arguments.paths = {folder_ / "vectors"};
    arguments.check = true;
    return arguments;
  }

  std::filesystem::path folder_;
  JobTable jobs_;
  std::ostringstream out_;
};

TEST_F(CommandTest, CheckCountsByArea) {
  EXPECT_FALSE(run(check()));
  EXPECT_THAT(out_.str(), HasSubstr("some-area               1 / 2"));
  EXPECT_THAT(out_.str(), HasSubstr("some-area/differs\n  step 0 (nope)/error: expected none"));
}

TEST_F(CommandTest, CheckOfSeveralThreadsGivesJson) {
  ReplayArguments arguments = check();
  arguments.json = true;
  arguments.threads = 3;
  EXPECT_FALSE(run(arguments));
  const Json result = parse_json(out_.str());
  EXPECT_EQ(result.at("passed"), parse_json(R"(["some-area/fails"])"));
  EXPECT_EQ(result.at("failed").as_object().size(), 1u);
}

TEST_F(CommandTest, OneAreaAndOneFile) {
  ReplayArguments arguments = check();
  arguments.paths = {folder_ / "vectors" / "some-area" / "fails.json"};
  EXPECT_TRUE(run(arguments));
  arguments.area = "another";
  EXPECT_THROW(run(arguments), std::runtime_error);
}

TEST_F(CommandTest, PrintsTheResult) {
  ReplayArguments arguments;
  arguments.paths = {folder_ / "vectors" / "some-area" / "fails.json"};
  EXPECT_TRUE(run(arguments));
  EXPECT_EQ(parse_json(out_.str()).at("steps").at(0).at("error").at("keyName"), Json("JobUnknown"));
}

TEST_F(CommandTest, UnreadableFilesAreNamed) {
  ReplayArguments arguments;
  arguments.paths = {folder_ / "not-there.json"};
  try {
    run(arguments);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("not-there.json"));
  }
  std::ofstream(folder_ / "broken.json") << "{";
  arguments.paths = {folder_ / "broken.json"};
  EXPECT_THROW(run(arguments), std::runtime_error);
}

}  // namespace
}  // namespace takt::replay
