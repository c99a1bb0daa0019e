#include <iostream>

#include "app/commands.h"
#include "app/show.h"
#include "app/table.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string job;
};

const JsonArray& items(const Json& from, std::string_view key) {
  static const JsonArray none;
  const Json* found = member(from, key);
  return found && found->is_array() ? found->get_array() : none;
}

std::string number_member(const Json& from, std::string_view key) {
  const Json* found = member(from, key);
  return found ? dump(*found) : "";
}

void print_studio(const Json& studio) {
  std::cout << fmt::format("{}  {}\n", string_member(studio, "id"), string_member(studio, "name"));
  if (const std::string problem = string_member(studio, "reason"); !problem.empty()) {
    std::cout << "  problem: " << problem << "\n";
  }
  for (const Json& playlist : items(studio, "playlists")) {
    if (!truthy(member(playlist, "active"))) continue;
    std::cout << fmt::format("  {}: {}\n",
                             truthy(member(playlist, "rehearsal")) ? "rehearsal" : "active",
                             string_member(playlist, "name"));
    std::cout << fmt::format("  on air  {}\n  next    {}\n", part_text(member(playlist, "onAir")),
                             part_text(member(playlist, "next")));
  }
  std::cout << "\n";
}

void print_playlists(const Json& status) {
  Table table({"studio", "playlist", "name", "rundowns", "state"});
  for (const Json& studio : items(status, "studios")) {
    for (const Json& playlist : items(studio, "playlists")) {
      const char* state = !truthy(member(playlist, "active"))     ? ""
                          : truthy(member(playlist, "rehearsal")) ? "rehearsal"
                                                                  : "active";
      table.add({string_member(studio, "id"), string_member(playlist, "_id"),
                 shortened(string_member(playlist, "name"), 40),
                 std::to_string(items(playlist, "rundowns").size()), state});
    }
  }
  if (!table.empty()) std::cout << table.text() << "\n";
}

void print_threads(const Json& status) {
  Table table({"thread", "state", "job", "done"});
  Table queues({"queue", "waiting", "succeeded", "failed", "refused", "state"});
  for (const Json& studio : items(status, "studios")) {
    for (const Json& thread : items(studio, "threads")) {
      const Json* job = member(thread, "job");
      table.add({string_member(thread, "name"), string_member(thread, "state"),
                 job ? string_member(*job, "name") : "", number_member(thread, "jobsDone")});
    }
    for (const Json& queue : items(studio, "queues")) {
      queues.add({string_member(queue, "name"), number_member(queue, "waiting"),
                  number_member(queue, "succeeded"), number_member(queue, "failed"),
                  number_member(queue, "refused"), paused_text(queue)});
    }
  }
  if (!table.empty()) std::cout << table.text() << "\n" << queues.text();
}

void print_refusals(const Json& status) {
  Table table({"refused", "job", "reason"});
  for (const Json& refusal : items(status, "refusals")) {
    table.add({string_member(refusal, "queue"), string_member(refusal, "job"),
               string_member(refusal, "message")});
  }
  if (!table.empty()) std::cout << "\n" << table.text();
}

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  if (!options.job.empty()) {
    const Json answer = api.get("/api/jobs/" + net::percent_encode(options.job));
    std::cout << (options.client.json ? dump(answer) + "\n" : dump_pretty(answer));
    return string_member(answer, "state") == "pending" ? ExitCode::pending : ExitCode::ok;
  }
  const Json status = fetch_status(api);
  if (options.client.json) {
    std::cout << dump(status) << "\n";
    return ExitCode::ok;
  }
  for (const Json& studio : items(status, "studios")) print_studio(studio);
  if (items(status, "studios").empty()) std::cout << "no studio yet: `takt studio put FILE`\n\n";
  print_playlists(status);
  print_threads(status);
  print_refusals(status);
  return ExitCode::ok;
}

}  // namespace

void add_status(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command = root.command("status", "Show what is on air, and how the threads are",
                                    [options] { return run(*options); });
  command.option("--job", options->job, "Tell the outcome of this job instead").value_name("ID");
  add_client_options(command, options->client);
}

}  // namespace takt::app
