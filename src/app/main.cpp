#include <iostream>

#include "app/commands.h"

namespace {

using namespace takt::app;

ExitCode run(int argc, const char* const* argv) {
  Arguments root("takt",
                 "Runs live TV studio automation: newsroom data in, a running show out.\n"
                 "Start with `takt serve --data DIR`; the other commands talk to it.");
  add_serve(root);
  add_ingest(root);
  add_activate(root);
  add_deactivate(root);
  add_reset(root);
  add_take(root);
  add_next(root);
  add_status(root);
  add_jobs(root);
  add_blueprint(root);
  add_studio(root);
  add_top(root);
  add_journal(root);
  add_messages(root);
  add_asrun(root);
  add_device(root);
  add_backup(root);
  add_replay(root);
  add_version(root);
  try {
    return root.parse_and_run(argc, argv);
  } catch (const CommandError& error) {
    std::cerr << "takt: " << error.what() << "\n";
    if (!error.hint().empty()) std::cerr << error.hint() << "\n";
    return error.code();
  } catch (const std::exception& error) {
    std::cerr << "takt: " << error.what() << "\n";
    return ExitCode::defect;
  }
}

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(run(argc, argv));
}
