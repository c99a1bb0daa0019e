#include "app/arguments.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace takt::app {

ArgumentOption& ArgumentOption::required() {
  option_->required();
  return *this;
}

ArgumentOption& ArgumentOption::value_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

ArgumentOption& ArgumentOption::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

bool ArgumentOption::given() const {
  return option_->count() > 0;
}

Arguments::Arguments(const std::string& name, const std::string& description)
    : owned_(std::make_unique<CLI::App>(description, name)), app_(owned_.get()) {
  app_->require_subcommand(1);
}

Arguments::Arguments(CLI::App* app) : app_(app) {}
Arguments::~Arguments() = default;

Arguments& Arguments::command(const std::string& name, const std::string& description, Run run) {
  CLI::App* sub = app_->add_subcommand(name, description);
  commands_.push_back(std::unique_ptr<Arguments>(new Arguments(sub)));
  commands_.back()->run_ = std::move(run);
  if (!commands_.back()->run_) sub->require_subcommand(1);
  return *commands_.back();
}

ArgumentOption Arguments::flag(const std::string& names, bool& out, const std::string& help) {
  return ArgumentOption(app_->add_flag(names, out, help));
}

ArgumentOption Arguments::option(const std::string& names, std::string& out,
                                 const std::string& help) {
  return ArgumentOption(app_->add_option(names, out, help)->capture_default_str());
}

ArgumentOption Arguments::option(const std::string& names, int& out, const std::string& help) {
  return ArgumentOption(app_->add_option(names, out, help)->capture_default_str());
}

ArgumentOption Arguments::option(const std::string& names, std::vector<std::string>& out,
                                 const std::string& help) {
  return ArgumentOption(app_->add_option(names, out, help)->delimiter(','));
}

ArgumentOption Arguments::positional(const std::string& name, std::string& out,
                                     const std::string& help) {
  return ArgumentOption(app_->add_option(name, out, help));
}

ArgumentOption Arguments::positional(const std::string& name, std::vector<std::string>& out,
                                     const std::string& help) {
  return ArgumentOption(app_->add_option(name, out, help));
}

void Arguments::collect(std::vector<Arguments*>& out) {
  for (const auto& command : commands_) {
    out.push_back(command.get());
    command->collect(out);
  }
}

ExitCode Arguments::parse_and_run(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? ExitCode::ok : ExitCode::usage;
  }
  std::vector<Arguments*> all;
  collect(all);
  for (const Arguments* command : all) {
    if (command->run_ && command->app_->parsed()) return command->run_();
  }
  std::cerr << app_->help();
  return ExitCode::usage;
}

}  // namespace takt::app
