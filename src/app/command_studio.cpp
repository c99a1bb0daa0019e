#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/table.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string id;
  std::string file;
};

std::string target_of(const std::string& id) {
  return "/api/studios/" + net::percent_encode(id);
}

ExitCode list(const Options& options) {
  const Json studios = ApiClient(options.client).get("/api/studios");
  if (options.client.json) {
    std::cout << dump(studios) << "\n";
    return ExitCode::ok;
  }
  Table table({"id", "name", "blueprint"});
  for (const Json& studio : studios.as_array()) {
    table.add({string_member(studio, "_id"), string_member(studio, "name"),
               string_member(studio, "blueprintId", "none")});
  }
  std::cout << (table.empty() ? "no studio yet: `takt studio put FILE`\n" : table.text());
  return ExitCode::ok;
}

ExitCode show(const Options& options) {
  const Json studio = ApiClient(options.client).get(target_of(options.id));
  std::cout << (options.client.json ? dump(studio) + "\n" : dump_pretty(studio));
  return ExitCode::ok;
}

ExitCode put(const Options& options) {
  const std::string text = read_file(options.file);
  Json document;
  try {
    document = parse_json(text);
  } catch (const JsonError& error) {
    throw CommandError(ExitCode::usage, fmt::format("{}: {}", options.file, error.what()));
  }
  const std::string id = options.id.empty() ? string_member(document, "_id") : options.id;
  if (id.empty()) {
    throw CommandError(ExitCode::usage, options.file + " has no _id", "add one, or give --id ID");
  }
  const Json answer = ApiClient(options.client).put(target_of(id), document);
  std::cout << (options.client.json ? dump(answer) : fmt::format("studio {} is stored", id))
            << "\n";
  return ExitCode::ok;
}

ExitCode remove(const Options& options) {
  ApiClient(options.client).remove(target_of(options.id));
  if (!options.client.json) std::cout << fmt::format("studio {} is removed\n", options.id);
  return ExitCode::ok;
}

}  // namespace

void add_studio(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& group = root.command("studio", "List, show, store and remove studios");
  Arguments& listing =
      group.command("list", "List the studios", [options] { return list(*options); });
  add_client_options(listing, options->client);
  Arguments& showing =
      group.command("show", "Print a studio's document", [options] { return show(*options); });
  showing.positional("id", options->id, "Studio").required();
  add_client_options(showing, options->client);
  Arguments& putting = group.command("put", "Store a studio's document (new or changed)",
                                     [options] { return put(*options); });
  putting.positional("file", options->file, "The document as JSON; - for standard input")
      .required();
  putting.option("--id", options->id, "Its id (default: the document's _id)").value_name("ID");
  add_client_options(putting, options->client);
  Arguments& removing =
      group.command("remove", "Remove a studio", [options] { return remove(*options); });
  removing.positional("id", options->id, "Studio").required();
  add_client_options(removing, options->client);
}

}  // namespace takt::app
