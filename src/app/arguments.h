#pragma once

// Command line options as the subcommands declare them; CLI11 stays behind arguments.cpp. Main
// thread only. Variables bound to options must outlive parse().
//
//   Arguments& command = root.command("take", "Take the next part", [options] { return ...; });
//   command.option("--from", options->from, "Part instance that is on air").value_name("ID");

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/exit_code.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace takt::app {

/// One declared option, for what only some need.
class ArgumentOption {
 public:
  explicit ArgumentOption(CLI::Option* option) : option_(option) {}
  ArgumentOption& required();
  /// Name shown for the value in the help ("FILE").
  ArgumentOption& value_name(const std::string& name);
  ArgumentOption& one_of(const std::vector<std::string>& values);
  /// True when it was given on the command line.
  bool given() const;

 private:
  CLI::Option* option_;
};

class Arguments {
 public:
  using Run = std::function<ExitCode()>;

  Arguments(const std::string& name, const std::string& description);
  ~Arguments();
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  /// A subcommand; `run` is called by parse_and_run when it was chosen. Without `run` it only
  /// groups subcommands of its own.
  Arguments& command(const std::string& name, const std::string& description, Run run = {});

  ArgumentOption flag(const std::string& names, bool& out, const std::string& help);
  ArgumentOption option(const std::string& names, std::string& out, const std::string& help);
  ArgumentOption option(const std::string& names, int& out, const std::string& help);
  ArgumentOption option(const std::string& names, std::vector<std::string>& out,
                        const std::string& help);
  /// Without dashes: in the order of declaration.
  ArgumentOption positional(const std::string& name, std::string& out, const std::string& help);
  ArgumentOption positional(const std::string& name, std::vector<std::string>& out,
                            const std::string& help);

  /// Parses, runs the chosen subcommand and returns its code; help and usage errors are printed.
  ExitCode parse_and_run(int argc, const char* const* argv);

 private:
  explicit Arguments(CLI::App* app);
  void collect(std::vector<Arguments*>& out);

  std::unique_ptr<CLI::App> owned_;
  CLI::App* app_;
  Run run_;
  std::vector<std::unique_ptr<Arguments>> commands_;
};

}  // namespace takt::app
