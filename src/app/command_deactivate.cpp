#include <iostream>

#include "app/commands.h"
#include "app/show.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  ShowChoice show;
};

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  const Json before = fetch_status(api);
  const JsonObject& studio = find_studio(before, options.show.studio);
  const JsonObject& playlist = find_playlist(studio, options.show.playlist, Prefer::active);
  const Json answer = api.run_job(queue_of("studio", studio), "deactivateRundownPlaylist",
                                  JsonObject{{"playlistId", string_member(playlist, "_id")}});
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
  } else {
    std::cout << fmt::format("{} is off air\n", string_member(playlist, "name"));
  }
  return ExitCode::ok;
}

}  // namespace

void add_deactivate(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command =
      root.command("deactivate", "Take a playlist off air", [options] { return run(*options); });
  add_show_options(command, options->show);
  add_client_options(command, options->client);
}

}  // namespace takt::app
