#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/table.h"
#include "app/times.h"

namespace takt::app {

namespace {

struct DeviceOptions {
  ClientOptions client;
  std::string device;
  std::string name;
  std::vector<std::string> values;
  int timeout_ms = 3000;
};

ExitCode list_devices(const DeviceOptions& options) {
  const Json rows = ApiClient(options.client).get("/api/devices");
  if (options.client.json) {
    std::cout << dump(rows) << "\n";
    return ExitCode::ok;
  }
  Table table({"id", "name", "type", "connected", "status", "open commands", "last seen"});
  for (const Json& row : rows.as_array()) {
    const Json* status = member(row, "status");
    const Json* code = status == nullptr ? nullptr : member(*status, "statusCode");
    const Json* seen = member(row, "lastSeen");
    table.add({string_member(row, "_id"), string_member(row, "name"),
               string_member(row, "category") + "/" + string_member(row, "type"),
               truthy(member(row, "connected")) ? "yes" : "no", code == nullptr ? "" : dump(*code),
               dump(row.at("openCommands")),
               seen == nullptr ? "" : time_text(as_number(*seen).value_or(0))});
  }
  std::cout << (table.empty() ? "there are no devices\n" : table.text());
  return ExitCode::ok;
}

/// A number, true, an object and so on, where it reads as JSON; else the text itself.
Json value_of(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const JsonError&) {
    return Json(text);
  }
}

ExitCode order(const DeviceOptions& options, JsonObject command) {
  ClientOptions client = options.client;
  client.wait_ms = std::max(client.wait_ms, options.timeout_ms);
  const Json answer =
      ApiClient(client).post(fmt::format("/api/devices/{}/commands?timeout={}",
                                         net::percent_encode(options.device), options.timeout_ms),
                             dump(Json(std::move(command))));
  std::cout << (client.json ? dump(answer) + "\n" : dump_pretty(answer.at("result")));
  return ExitCode::ok;
}

ExitCode call(const DeviceOptions& options) {
  JsonArray args;
  for (const std::string& value : options.values) args.push_back(value_of(value));
  return order(options, {{"functionName", options.name}, {"args", std::move(args)}});
}

ExitCode act(const DeviceOptions& options) {
  JsonObject command{{"actionId", options.name}};
  if (options.values.size() > 1) {
    throw CommandError(ExitCode::usage, "an action has one payload");
  }
  if (!options.values.empty()) command["payload"] = value_of(options.values.front());
  return order(options, std::move(command));
}

}  // namespace

void add_device(Arguments& root) {
  auto options = std::make_shared<DeviceOptions>();
  Arguments& group = root.command("device", "See devices, and send them commands");
  add_client_options(group.command("list", "Devices, and whether they are connected",
                                   [options] { return list_devices(*options); }),
                     options->client);
  const auto ordering = [&](const char* verb, const char* help, const char* named,
                            const char* values, std::function<ExitCode()> run) {
    Arguments& command = group.command(verb, help, std::move(run));
    command.positional("device", options->device, "Its id").required();
    command.positional("name", options->name, named).required();
    command.positional("values", options->values, values);
    command.option("--timeout", options->timeout_ms, "How long to wait for its reply, in ms")
        .value_name("MS");
    add_client_options(command, options->client);
  };
  ordering("call", "Call a function of a device and print its reply", "Function",
           "Arguments: JSON, or text", [options] { return call(*options); });
  ordering("action", "Have a device carry out an action and print its reply", "Action's id",
           "Payload: JSON, or text", [options] { return act(*options); });
}

}  // namespace takt::app
