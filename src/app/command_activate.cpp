#include <iostream>

#include "app/commands.h"
#include "app/show.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  ShowChoice show;
  bool rehearsal = false;
};

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  const Json before = fetch_status(api);
  const JsonObject& studio = find_studio(before, options.show.studio);
  const JsonObject& playlist = find_playlist(studio, options.show.playlist, Prefer::any);
  const std::string id = string_member(playlist, "_id");
  const Json answer = api.run_job(queue_of("studio", studio), "activateRundownPlaylist",
                                  JsonObject{{"playlistId", id}, {"rehearsal", options.rehearsal}});
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
    return ExitCode::ok;
  }
  std::cout << fmt::format("{} is active{}\n", string_member(playlist, "name"),
                           options.rehearsal ? " in rehearsal" : "");
  const Json after = fetch_status(api);
  print_show(find_playlist(find_studio(after, string_member(studio, "id")), id, Prefer::any));
  return ExitCode::ok;
}

}  // namespace

void add_activate(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command = root.command("activate", "Put a playlist on air (or into rehearsal)",
                                    [options] { return run(*options); });
  add_show_options(command, options->show);
  command.flag("--rehearsal", options->rehearsal, "Rehearse: the same, but not on air");
  add_client_options(command, options->client);
}

}  // namespace takt::app
