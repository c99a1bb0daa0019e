#include <iostream>

#include "app/commands.h"
#include "app/show.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  ShowChoice show;
  std::string from;
};

ExitCode run(const Options& options, bool from_given) {
  const ApiClient api(options.client);
  const Json before = fetch_status(api);
  const JsonObject& studio = find_studio(before, options.show.studio);
  const JsonObject& playlist = find_playlist(studio, options.show.playlist, Prefer::active);
  // The part instance that is on air as far as this operator knows: the take is refused when
  // another take came first, so that pressing twice takes once.
  Json from = nullptr;
  if (const Json* on_air = member(playlist, "onAir"); on_air != nullptr && on_air->is_object()) {
    from = string_member(*on_air, "partInstanceId");
  }
  if (from_given) from = options.from.empty() ? Json(nullptr) : Json(options.from);
  if (!options.client.json) {
    std::cout << fmt::format("taking  {}\n", part_text(member(playlist, "next")));
  }
  const std::string playlist_id = string_member(playlist, "_id");
  const Json answer =
      api.run_job(queue_of("studio", studio), "takeNextPart",
                  JsonObject{{"playlistId", playlist_id}, {"fromPartInstanceId", from}});
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
    return ExitCode::ok;
  }
  const Json after = fetch_status(api);
  print_show(
      find_playlist(find_studio(after, string_member(studio, "id")), playlist_id, Prefer::any));
  if (const Json* timings = member(answer, "timings"); timings != nullptr) {
    std::cout << "took    " << timings_text(*timings) << "\n";
  }
  return ExitCode::ok;
}

}  // namespace

void add_take(Arguments& root) {
  auto options = std::make_shared<Options>();
  auto from_given = std::make_shared<std::function<bool()>>();
  Arguments& command = root.command("take", "Take the next part", [options, from_given] {
    return run(*options, (*from_given)());
  });
  add_show_options(command, options->show);
  const ArgumentOption from =
      command
          .option("--from", options->from,
                  "Part instance that was on air when you decided (default: the one on air now); "
                  "\"\" for none")
          .value_name("ID");
  *from_given = [from] { return from.given(); };
  add_client_options(command, options->client);
}

}  // namespace takt::app
