#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/table.h"
#include "base/hash.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string id;
  std::string file;
  std::string type;
  std::string name;
};

std::string target_of(const std::string& id) {
  return "/api/blueprints/" + net::percent_encode(id);
}

ExitCode list(const Options& options) {
  const Json blueprints = ApiClient(options.client).get("/api/blueprints?fields=-code");
  if (options.client.json) {
    std::cout << dump(blueprints) << "\n";
    return ExitCode::ok;
  }
  Table table({"id", "type", "name", "version", "hash"});
  for (const Json& blueprint : blueprints.as_array()) {
    table.add({string_member(blueprint, "_id"), string_member(blueprint, "blueprintType"),
               string_member(blueprint, "name"), string_member(blueprint, "blueprintVersion"),
               string_member(blueprint, "blueprintHash")});
  }
  std::cout << (table.empty() ? "no blueprint yet: `takt blueprint upload FILE`\n" : table.text());
  return ExitCode::ok;
}

ExitCode show(const Options& options) {
  Json blueprint = ApiClient(options.client).get(target_of(options.id));
  if (options.client.json) {
    std::cout << dump(blueprint) << "\n";
    return ExitCode::ok;
  }
  if (const Json* code = member(blueprint, "code"); code != nullptr && code->is_string()) {
    blueprint.as_object()["code"] = fmt::format("({} bytes)", code->get_string().size());
  }
  std::cout << dump_pretty(blueprint);
  return ExitCode::ok;
}

ExitCode upload(const Options& options) {
  const std::string code = read_file(options.file);
  const std::string hash = get_hash(code);
  const JsonObject document{{"_id", options.id},
                            {"name", options.name.empty() ? options.id : options.name},
                            {"code", code},
                            {"hasCode", true},
                            {"blueprintId", options.id},
                            {"blueprintType", options.type},
                            {"blueprintHash", hash}};
  const Json answer = ApiClient(options.client).put(target_of(options.id), document);
  if (options.client.json) {
    std::cout << dump(answer) << "\n";
  } else {
    std::cout << fmt::format("blueprint {} is stored, hash {}\n", options.id, hash);
  }
  return ExitCode::ok;
}

}  // namespace

void add_blueprint(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& group = root.command("blueprint", "List, show and upload blueprints");
  Arguments& listing =
      group.command("list", "List the blueprints", [options] { return list(*options); });
  add_client_options(listing, options->client);
  Arguments& showing =
      group.command("show", "Print a blueprint's document", [options] { return show(*options); });
  showing.positional("id", options->id, "Blueprint").required();
  add_client_options(showing, options->client);
  Arguments& uploading = group.command("upload", "Store a blueprint bundle (new or changed)",
                                       [options] { return upload(*options); });
  uploading.positional("file", options->file, "The JavaScript bundle; - for standard input")
      .required();
  uploading.option("--id", options->id, "Id of the blueprint document").value_name("ID").required();
  uploading.option("--type", options->type, "What it is for: studio, showstyle or system")
      .value_name("TYPE")
      .one_of({"studio", "showstyle", "system"})
      .required();
  uploading.option("--name", options->name, "Name for people (default: the id)").value_name("NAME");
  add_client_options(uploading, options->client);
}

}  // namespace takt::app
