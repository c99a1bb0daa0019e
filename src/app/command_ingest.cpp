#include <iostream>

#include "app/commands.h"
#include "app/show.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string studio;
  std::string file;
  bool detach = false;
};

ExitCode run(const Options& options) {
  const std::string body = read_file(options.file);
  const ApiClient api(options.client);
  const Json status = fetch_status(api);
  const JsonObject& studio = find_studio(status, options.studio);
  const Json answer = api.post("/ingest/" + net::percent_encode(string_member(studio, "id")) +
                                   (options.detach ? "" : api.wait_query()),
                               body);
  const bool pending = string_member(answer, "state") == "pending";
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
  } else if (pending) {
    std::cout << fmt::format("accepted as job {}\n", string_member(answer, "jobId"));
  } else {
    std::cout << "the rundown is in";
    if (const Json* timings = member(answer, "timings"); timings != nullptr) {
      std::cout << ": " << timings_text(*timings);
    }
    std::cout << "\n";
  }
  return pending && !options.detach ? ExitCode::pending : ExitCode::ok;
}

}  // namespace

void add_ingest(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command = root.command("ingest", "Send a whole rundown to a studio",
                                    [options] { return run(*options); });
  command.positional("file", options->file, "The rundown as JSON; - for standard input").required();
  command.option("--studio", options->studio, "Studio (default: the only one)").value_name("ID");
  command.flag("--detach", options->detach, "Don't wait for the outcome, only until it is stored");
  add_client_options(command, options->client);
}

}  // namespace takt::app
