#include <iostream>

#include "app/commands.h"
#include "app/version.h"
#include "base/json.h"

namespace takt::app {

void add_version(Arguments& root) {
  auto json = std::make_shared<bool>(false);
  Arguments& command = root.command("version", "Print the version", [json] {
    if (*json) {
      std::cout << dump(JsonObject{{"takt", kVersion}, {"sofie", kSofieVersion}}) << "\n";
    } else {
      std::cout << "takt " << kVersion << " (data model and blueprints of Sofie Core "
                << kSofieVersion << ")\n";
    }
    return ExitCode::ok;
  });
  command.flag("--json", *json, "Print JSON, for programs");
}

}  // namespace takt::app
