#include <fstream>
#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/show.h"
#include "app/table.h"
#include "app/times.h"
#include "replay/journal.h"

namespace takt::app {

namespace {

/// A stretch begins with a base that may be older by this much (a base is written every 15 minutes
/// while there is work, so mostly it is not).
constexpr double kLeadMs = 12 * 3600 * 1000.0;
constexpr int kMostRows = 100'000;
constexpr int kBases = 50;

struct Options {
  ClientOptions client;
  std::string studio;
  std::string job;
  std::string file;
  std::string from;
  std::string to;
  int limit = 50;
};

std::string studio_of(const ApiClient& api, const Options& options) {
  if (!options.studio.empty()) return options.studio;
  return string_member(find_studio(fetch_status(api), ""), "id");
}

Json fetch(const ApiClient& api, const std::string& studio, const std::string& query) {
  return api.get("/api/journal/" + net::percent_encode(studio) + "?" + query);
}

double total_of(const Json& body) {
  double total = 0;
  const Json* timings = member(body, "timings");
  if (timings == nullptr) return 0;
  for (const auto& entry : timings->as_object()) total += as_number(entry.value()).value_or(0);
  return total;
}

ExitCode list(const Options& options) {
  const ApiClient api(options.client);
  const Json found =
      fetch(api, studio_of(api, options),
            fmt::format("from={:.0f}&to={:.0f}&limit={}", parse_time(options.from, 0),
                        parse_time(options.to, 1e15), options.limit));
  if (options.client.json) {
    std::cout << dump(found.at("rows")) << "\n";
    return ExitCode::ok;
  }
  Table table({"ended", "job", "queue", "name", "end", "ms", "changed"});
  for (const Json& row : found.at("rows").as_array()) {
    const Json& body = row.at("body");
    table.add({exact_time_text(*as_number(row.at("finishedAt"))), string_member(row, "job"),
               string_member(body, "queue"), string_member(row, "name"), string_member(body, "end"),
               fmt::format("{:.1f}", total_of(body)),
               std::to_string(body.at("changed").as_array().size())});
  }
  std::cout << (table.empty() ? "the journal has nothing from then\n" : table.text());
  return ExitCode::ok;
}

ExitCode show(const Options& options) {
  const ApiClient api(options.client);
  const Json found = fetch(api, studio_of(api, options), "job=" + net::percent_encode(options.job));
  const JsonArray& rows = found.at("rows").as_array();
  if (rows.empty()) {
    throw CommandError(ExitCode::refused, "the journal has no job \"" + options.job + "\"",
                       "`takt journal list` shows them");
  }
  if (options.client.json) {
    std::cout << dump(rows.back()) << "\n";
    return ExitCode::ok;
  }
  const Json& body = rows.back().at("body");
  std::cout << fmt::format("{} {} ({}), ended {}: {}\n", string_member(body, "queue"),
                           string_member(rows.back(), "name"), options.job,
                           exact_time_text(*as_number(rows.back().at("finishedAt"))),
                           string_member(body, "end"));
  if (const Json* timings = member(body, "timings")) {
    std::cout << "times: " << timings_text(*timings) << "\n";
  }
  if (const Json* error = member(body, "error")) std::cout << "error: " << dump_pretty(*error);
  if (const Json* payload = member(body, "payload")) {
    std::cout << "payload: " << dump_pretty(*payload);
  }
  for (const Json& name : body.at("changed").as_array()) {
    std::cout << "changed " << std::string_view(name.as_string()) << "\n";
  }
  return ExitCode::ok;
}

ExitCode export_stretch(const Options& options) {
  const ApiClient api(options.client);
  const std::string studio = studio_of(api, options);
  const double to = parse_time(options.to, 1e15);
  const double from = parse_time(options.from, 0);
  const Json found = fetch(api, studio,
                           fmt::format("from={:.0f}&to={:.0f}&limit={}&bases={}",
                                       std::max(0.0, from - kLeadMs), to, kMostRows, kBases));
  Json scenario;
  try {
    scenario =
        replay::journal_scenario({studio, found.at("rows").as_array(), found.at("bases").as_array(),
                                  found.at("settings").as_array()},
                                 from, to);
  } catch (const std::runtime_error& error) {
    throw CommandError(ExitCode::refused, error.what());
  }
  scenario.as_object()["hostUrl"] = string_member(found, "hostUrl");
  const size_t jobs = scenario.at("steps").as_array().size();
  std::ofstream file(options.file);
  file << dump(scenario) << "\n";
  file.close();
  if (!file) throw CommandError(ExitCode::usage, "can't write " + options.file);
  std::cout << fmt::format("{} steps are in {}; run them with `takt replay {}`\n", jobs,
                           options.file, options.file);
  return ExitCode::ok;
}

}  // namespace

void add_journal(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& group = root.command("journal", "The jobs that ended: list, show, export");
  const auto common = [options](Arguments& command) {
    command.option("--studio", options->studio, "Studio (the only one)").value_name("ID");
    add_client_options(command, options->client);
  };
  const auto times = [options](Arguments& command) {
    command.option("--from", options->from, "18:32:04, 2026-08-01T18:32:04, or ms since the epoch")
        .value_name("TIME");
    command.option("--to", options->to, "The same").value_name("TIME");
  };
  Arguments& listing =
      group.command("list", "Jobs, oldest first", [options] { return list(*options); });
  times(listing);
  listing.option("--limit", options->limit, "How many of the newest").value_name("N");
  common(listing);
  Arguments& showing = group.command("show", "One job: payload, times, error, changed documents",
                                     [options] { return show(*options); });
  showing.positional("job", options->job, "Its id").required();
  common(showing);
  Arguments& exporting =
      group.command("export", "Write a stretch as a scenario that `takt replay` runs again",
                    [options] { return export_stretch(*options); });
  exporting.positional("file", options->file, "The scenario").required();
  times(exporting);
  common(exporting);
}

}  // namespace takt::app
