#include <algorithm>
#include <iostream>
#include <thread>

#include "app/commands.h"
#include "base/log.h"
#include "blueprints/blueprints.h"
#include "replay/command.h"
#include "worker/handler_table.h"

namespace takt::app {

namespace {

struct Options {
  replay::ReplayArguments arguments;
  std::string blueprints;
  std::string log_level = "off";
};

/// Blueprints of one thread, made when the first job asks for them.
worker::BlueprintSource make_blueprints(const std::string& host_url) {
  auto made = std::make_shared<std::unique_ptr<blueprints::Blueprints>>();
  return [made, host_url]() -> blueprints::Blueprints& {
    if (!*made) {
      blueprints::BlueprintOptions options;
      options.host_url = host_url;
      *made = std::make_unique<blueprints::Blueprints>(std::move(options));
    }
    return **made;
  };
}

ExitCode run(Options& options) {
  replay::ReplayArguments& arguments = options.arguments;
  if (arguments.paths.empty() && arguments.compare.size() != 2) {
    throw CommandError(ExitCode::usage, "give scenario files, or two results to --compare");
  }
  const auto level = log::parse_level(options.log_level);
  if (!level) throw CommandError(ExitCode::usage, "unknown log level " + options.log_level);
  log::set_level(*level);
  const JobTable jobs = worker::make_job_table();
  // What recorded scenarios were told as the address of the installation.
  const auto recorded = [] { return make_blueprints("https://oracle.invalid:3000"); };
  const replay::ReplaySetup setup{jobs, recorded, options.blueprints, make_blueprints};
  try {
    return replay::replay_command(arguments, setup, std::cout) ? ExitCode::ok : ExitCode::refused;
  } catch (const std::runtime_error& error) {
    throw CommandError(ExitCode::usage, error.what());
  }
}

}  // namespace

void add_replay(Arguments& root) {
  auto options = std::make_shared<Options>();
  replay::ReplayArguments& arguments = options->arguments;
  arguments.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  Arguments& command =
      root.command("replay", "Run recorded scenarios through the real jobs, without a server",
                   [options] { return run(*options); });
  command.positional("paths", arguments.paths, "Scenarios (.json, .json.gz), or folders of them");
  command.flag("--check", arguments.check, "Compare with the recorded results, by area");
  command.flag("--json", arguments.json, "With --check: print JSON, for programs");
  command.option("--area", arguments.area, "Only scenarios in folders of this name")
      .value_name("NAME");
  command.option("--threads", arguments.threads, "With --check: scenarios run at the same time")
      .value_name("N");
  command.option("--differences", arguments.differences, "How many are shown of each scenario")
      .value_name("N");
  command.option("--blueprints", options->blueprints, "Where the scenarios' blueprints are")
      .value_name("DIR");
  command
      .option("--timelines", arguments.timelines,
              "Write every generated timeline there, one JSON object a line (- for stdout)")
      .value_name("FILE");
  command.option("--compare", arguments.compare, "Compare two results, nothing is run")
      .value_name("A,B");
  command.option("--log", options->log_level, "What the jobs log: debug, info, warning, error, off")
      .value_name("LEVEL");
}

}  // namespace takt::app
