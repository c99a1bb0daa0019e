#include <iostream>

#include "app/commands.h"
#include "app/show.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  ShowChoice show;
  std::string activate;
  bool force = false;
};

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  const Json before = fetch_status(api);
  const JsonObject& studio = find_studio(before, options.show.studio);
  const JsonObject& playlist = find_playlist(studio, options.show.playlist, Prefer::any);
  JsonObject payload{{"playlistId", string_member(playlist, "_id")}};
  if (!options.activate.empty()) payload["activate"] = options.activate;
  if (options.force) payload["forceActivate"] = true;
  const Json answer =
      api.run_job(queue_of("studio", studio), "resetRundownPlaylist", std::move(payload));
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
  } else {
    std::cout << fmt::format("{} is back at its start\n", string_member(playlist, "name"));
  }
  return ExitCode::ok;
}

}  // namespace

void add_reset(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command = root.command("reset", "Put a playlist back to its start",
                                    [options] { return run(*options); });
  add_show_options(command, options->show);
  command.option("--activate", options->activate, "Activate it afterwards: active or rehearsal")
      .value_name("MODE")
      .one_of({"active", "rehearsal"});
  command.flag("--force", options->force, "With --activate: take other playlists off air first");
  add_client_options(command, options->client);
}

}  // namespace takt::app
