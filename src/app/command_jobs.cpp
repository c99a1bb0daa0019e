#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/table.h"
#include "base/user_error.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string queue;
  std::string state;
  std::string id;
  std::string lane;
  bool force = false;
};

std::string seconds_text(const Json& row, std::string_view key) {
  const Json* found = member(row, key);
  return found && found->is_number() ? fmt::format("{:.1f} s", found->to_number<double>() / 1000)
                                     : "";
}

std::string count_text(const Json& row, std::string_view key) {
  const Json* found = member(row, key);
  return found ? dump(*found) : "";
}

std::string reason_text(const Json& row) {
  const Json* json = member(row, "error");
  const auto error = json ? UserError::from_json(*json) : std::nullopt;
  if (!error) return string_member(row, "partition");
  const bool is_defect = error->key() == UserErrorKey::InternalError;
  return shortened(is_defect ? error->raw_message() : error->what(), 60);
}

ExitCode list(const Options& options) {
  std::string query;
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, net::percent_encode(value));
  };
  add("queue", options.queue);
  add("state", options.state);
  const Json rows = ApiClient(options.client).get("/api/jobs" + query);
  if (options.client.json) {
    std::cout << dump(rows) << "\n";
    return ExitCode::ok;
  }
  Table table({"id", "queue", "job", "state", "waited", "attempts", "crashes", "about"});
  for (const Json& row : rows.as_array()) {
    std::string state = string_member(row, "state");
    if (truthy(member(row, "superseded"))) state += " (superseded)";
    table.add({string_member(row, "jobId"), string_member(row, "queue"), string_member(row, "name"),
               state, seconds_text(row, "waitedMs"), count_text(row, "attempts"),
               count_text(row, "crashes"), reason_text(row)});
  }
  std::cout << (table.empty() ? "no job waits, runs or needs attention\n" : table.text());
  return ExitCode::ok;
}

ExitCode show(const Options& options) {
  const ApiClient api(options.client);
  const Json job = api.get("/api/jobs/" + net::percent_encode(options.id) + "/details");
  std::cout << (options.client.json ? dump(job) + "\n" : dump_pretty(job));
  return ExitCode::ok;
}

ExitCode act(const Options& options, const char* verb, const char* done) {
  const std::string target = fmt::format("/api/jobs/{}/{}{}", net::percent_encode(options.id), verb,
                                         options.force ? "?force=1" : "");
  const Json answer = ApiClient(options.client).post(target, "");
  std::cout << (options.client.json
                    ? dump(answer)
                    : fmt::format("job {} {}", string_member(answer, "jobId"), done))
            << "\n";
  return ExitCode::ok;
}

ExitCode set_lane(const Options& options, const char* verb) {
  const std::string target =
      fmt::format("/api/lanes/{}/{}", net::percent_encode(options.lane), verb);
  const Json answer = ApiClient(options.client).post(target, "");
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
    return ExitCode::ok;
  }
  const bool paused = truthy(member(answer, "paused"));
  const bool changed = truthy(member(answer, "changed"));
  std::cout << fmt::format("{} {}{}\n", options.lane, changed ? "" : "was already ",
                           paused ? "paused: it takes no job until `takt jobs resume`" : "running");
  return ExitCode::ok;
}

}  // namespace

void add_jobs(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& group = root.command("jobs", "See queued and failed jobs, and deal with them");
  Arguments& listing =
      group.command("list", "List the jobs that run, wait, are quarantined, or failed by a defect",
                    [options] { return list(*options); });
  listing.option("--queue", options->queue, "Only this queue").value_name("ingest:STUDIO");
  listing.option("--state", options->state, "Only these")
      .one_of({"running", "waiting", "delayed", "parked", "quarantined", "dead"});
  add_client_options(listing, options->client);

  const auto with_id = [&](const char* name, const char* help,
                           std::function<ExitCode()> run) -> Arguments& {
    Arguments& command = group.command(name, help, std::move(run));
    command.positional("id", options->id, "Job").required();
    add_client_options(command, options->client);
    return command;
  };
  with_id("show", "Print one of them with its payload", [options] { return show(*options); });
  with_id("cancel", "Take a waiting job out of its queue",
          [options] { return act(*options, "cancel", "is cancelled"); });
  Arguments& retry = with_id("retry", "Run a failed or quarantined job again",
                             [options] { return act(*options, "retry", "runs again"); });
  retry.flag("--force", options->force, "Although newer data has replaced what it carries");
  with_id("discard", "Give a failed or quarantined job up",
          [options] { return act(*options, "discard", "is given up"); });

  const auto with_lane = [&](const char* name, const char* help, const char* verb) {
    Arguments& command =
        group.command(name, help, [options, verb] { return set_lane(*options, verb); });
    command
        .positional("lane", options->lane,
                    "A queue (ingest:STUDIO) or one lane of it (ingest:STUDIO#2)")
        .required();
    add_client_options(command, options->client);
  };
  with_lane("pause", "Let a lane take no jobs", "pause");
  with_lane("resume", "Let a paused lane work again", "resume");
}

}  // namespace takt::app
