#include <iostream>

#include "app/commands.h"
#include "app/show.h"
#include "app/table.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string part;
  std::string studio;
  std::string playlist;
};

/// The parts of a playlist in playing order.
JsonArray parts_of(const ApiClient& api, const std::string& playlist_id) {
  return api.get("/api/rundownPlaylists/" + net::percent_encode(playlist_id) + "/parts").as_array();
}

bool is_part(const Json& part, const Json* instance) {
  return instance != nullptr && instance->is_object() &&
         string_member(*instance, "partId") == string_member(part, "_id");
}

void print_parts(const JsonArray& parts, const JsonObject& playlist) {
  Table table({"", "part", "title", "segment", "duration"});
  for (const Json& part : parts) {
    const Json* duration = member(part, "expectedDuration");
    const bool unplayable = truthy(member(part, "invalid")) || truthy(member(part, "floated"));
    const char* mark = is_part(part, member(playlist, "onAir"))  ? "on air"
                       : is_part(part, member(playlist, "next")) ? "next"
                       : unplayable                              ? "skip"
                                                                 : "";
    table.add({mark, string_member(part, "_id"), shortened(string_member(part, "title"), 40),
               shortened(string_member(part, "segment"), 30),
               duration ? clock_text(as_number(*duration).value_or(0)) : ""});
  }
  std::cout << table.text();
}

std::string find_part(const JsonArray& parts, const std::string& wanted) {
  std::vector<std::string> found;
  for (const Json& part : parts) {
    if (string_member(part, "_id") == wanted) return wanted;
    if (string_member(part, "externalId") == wanted || string_member(part, "title") == wanted) {
      found.push_back(string_member(part, "_id"));
    }
  }
  if (found.size() == 1) return found.front();
  const std::string problem = found.empty() ? fmt::format("there is no part \"{}\"", wanted)
                                            : fmt::format("several parts are named \"{}\"", wanted);
  throw CommandError(ExitCode::usage, problem,
                     "`takt next` without a part lists them with their ids");
}

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  const Json before = fetch_status(api);
  const JsonObject& studio = find_studio(before, options.studio);
  const Prefer prefer = options.part.empty() ? Prefer::any : Prefer::active;
  const JsonObject& playlist = find_playlist(studio, options.playlist, prefer);
  const std::string id = string_member(playlist, "_id");
  const JsonArray parts = parts_of(api, id);
  if (options.part.empty()) {
    if (options.client.json) {
      std::cout << dump(parts) << "\n";
    } else {
      print_parts(parts, playlist);
    }
    return ExitCode::ok;
  }
  const Json answer = api.run_job(queue_of("studio", studio), "setNextPart",
                                  JsonObject{{"playlistId", id},
                                             {"nextPartId", find_part(parts, options.part)},
                                             {"setManually", true}});
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
    return ExitCode::ok;
  }
  const Json after = fetch_status(api);
  print_show(find_playlist(find_studio(after, string_member(studio, "id")), id, Prefer::any));
  return ExitCode::ok;
}

}  // namespace

void add_next(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command = root.command("next", "Choose the next part, or list the parts",
                                    [options] { return run(*options); });
  command.positional("part", options->part,
                     "Part: id, external id or title; without it the parts are listed");
  command.option("--playlist", options->playlist, "Playlist (default: the active one)")
      .value_name("ID");
  command.option("--studio", options->studio, "Studio (default: the only one)").value_name("ID");
  add_client_options(command, options->client);
}

}  // namespace takt::app
