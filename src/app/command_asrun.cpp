#include <fstream>
#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/show.h"
#include "app/times.h"
#include "events/as_run_export.h"

namespace takt::app {

namespace {

struct AsRunOptions {
  ClientOptions client;
  std::string studio;
  std::string playlist;
  std::string rundown;
  std::string from;
  std::string to;
  std::string format = "csv";
  std::string file;
  bool no_rehearsals = false;
};

std::string query_of(const AsRunOptions& options) {
  std::string query = options.no_rehearsals ? "rehearsals=0" : "rehearsals=1";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query += fmt::format("&{}={}", name, net::percent_encode(value));
  };
  add("playlist", options.playlist);
  add("rundown", options.rundown);
  if (!options.to.empty()) add("to", number_text(parse_time(options.to, 0)));
  return query;
}

/// All pages. No row changes its page meanwhile: it was taken when it was taken.
std::vector<Doc<AsRunEntry>> fetch_rows(const AsRunOptions& options) {
  const ApiClient api(options.client);
  const std::string studio = options.studio.empty()
                                 ? string_member(find_studio(fetch_status(api), ""), "id")
                                 : options.studio;
  const std::string target =
      fmt::format("/api/asrun/{}?{}&from=", net::percent_encode(studio), query_of(options));
  std::vector<Doc<AsRunEntry>> rows;
  std::string from = number_text(parse_time(options.from, 0));
  while (!from.empty()) {
    const net::Response page = api.get_response(target + from);
    const Json list = parse_json(page.body);
    for (const Json& json : list.as_array()) {
      auto row = std::make_shared<AsRunEntry>();
      from_json(*row, json);
      rows.push_back(std::move(row));
    }
    from.clear();
    for (const auto& [name, value] : page.headers) {
      if (name == "x-takt-next") from = value;
    }
  }
  return rows;
}

std::string json_text(const std::vector<Doc<AsRunEntry>>& rows) {
  JsonArray out;
  for (const auto& row : rows) out.push_back(to_json(*row));
  return dump_pretty(std::move(out));
}

ExitCode export_rows(const AsRunOptions& options) {
  const auto rows = fetch_rows(options);
  const std::string text =
      options.format == "csv" && !options.client.json ? events::as_run_csv(rows) : json_text(rows);
  if (options.file.empty()) {
    std::cout << text;
    return ExitCode::ok;
  }
  std::ofstream file(options.file, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw CommandError(ExitCode::usage, "can't write " + options.file);
  std::cout << fmt::format("{} rows are in {}\n", rows.size(), options.file);
  return ExitCode::ok;
}

}  // namespace

void add_asrun(Arguments& root) {
  auto options = std::make_shared<AsRunOptions>();
  Arguments& group = root.command("asrun", "What was planned, commanded and reported on air");
  Arguments& exporting = group.command("export", "Write the as-run log as CSV or JSON",
                                       [options] { return export_rows(*options); });
  exporting.positional("file", options->file, "Where to (standard output)");
  exporting.option("--format", options->format, "csv or json").one_of({"csv", "json"});
  exporting.option("--studio", options->studio, "Studio (the only one)").value_name("ID");
  exporting.option("--playlist", options->playlist, "Only this playlist's").value_name("ID");
  exporting.option("--rundown", options->rundown, "Only this rundown's").value_name("ID");
  exporting
      .option("--from", options->from,
              "Taken from then on: 18:32:04, 2026-08-01T18:32:04, or ms since the epoch")
      .value_name("TIME");
  exporting.option("--to", options->to, "Taken before then").value_name("TIME");
  exporting.flag("--no-rehearsals", options->no_rehearsals, "Leave rehearsals out");
  add_client_options(exporting, options->client);
}

}  // namespace takt::app
