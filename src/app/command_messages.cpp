#include <cmath>
#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/table.h"
#include "app/times.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  std::string studio;
  std::string state;
  std::string id;
};

std::string count_of(const Json& row, std::string_view key) {
  const Json* found = member(row, key);
  return found == nullptr ? "" : dump(*found);
}

std::string time_of_day(const Json& row, std::string_view key) {
  const Json* found = member(row, key);
  const double ms = found == nullptr ? 0 : as_number(*found).value_or(0);
  return ms <= 0 ? "" : time_text(ms);
}

ExitCode list(const Options& options) {
  std::string query;
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, net::percent_encode(value));
  };
  add("studio", options.studio);
  add("state", options.state);
  const Json rows = ApiClient(options.client).get("/api/messages" + query);
  if (options.client.json) {
    std::cout << dump(rows) << "\n";
    return ExitCode::ok;
  }
  Table table({"id", "studio", "receiver", "state", "created", "tries", "last try", "about"});
  for (const Json& row : rows.as_array()) {
    table.add({string_member(row, "messageId"), string_member(row, "studio"),
               string_member(row, "receiver"), string_member(row, "state"),
               time_of_day(row, "created"), count_of(row, "tryCount"), time_of_day(row, "lastTry"),
               string_member(row, "state") == "sent"
                   ? ""
                   : shortened(string_member(row, "errorMessage"), 60)});
  }
  std::cout << (table.empty() ? "there are no such messages\n" : table.text());
  return ExitCode::ok;
}

ExitCode show(const Options& options) {
  const ApiClient api(options.client);
  const Json message = api.get("/api/messages/" + net::percent_encode(options.id));
  std::cout << (options.client.json ? dump(message) + "\n" : dump_pretty(message));
  return ExitCode::ok;
}

ExitCode receivers(const Options& options) {
  const Json rows = ApiClient(options.client).get("/api/messages/receivers");
  if (options.client.json) {
    std::cout << dump(rows) << "\n";
    return ExitCode::ok;
  }
  Table table({"studio", "receiver", "waiting", "failures", "next try", "about"});
  for (const Json& row : rows.as_array()) {
    const double next_ms = as_number(row.at("nextTryMs")).value_or(0);
    table.add({string_member(row, "studio"), string_member(row, "receiver"),
               count_of(row, "waiting"), count_of(row, "failures"),
               next_ms > 0 ? fmt::format("in {:.0f} s", std::ceil(next_ms / 1000)) : "",
               shortened(string_member(row, "error"), 60)});
  }
  std::cout << (table.empty() ? "nothing waits, and no connection is open\n" : table.text());
  return ExitCode::ok;
}

ExitCode act(const Options& options, const char* verb, const char* done) {
  const std::string target =
      fmt::format("/api/messages/{}/{}", net::percent_encode(options.id), verb);
  const Json answer = ApiClient(options.client).post(target, "");
  std::cout << (options.client.json
                    ? dump(answer)
                    : fmt::format("message {} {}", string_member(answer, "messageId"), done))
            << "\n";
  return ExitCode::ok;
}

}  // namespace

void add_messages(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& group = root.command("messages", "See messages to other systems, and deal with them");
  Arguments& listing = group.command("list", "List messages, the oldest first",
                                     [options] { return list(*options); });
  listing.option("--studio", options->studio, "Only this studio's").value_name("ID");
  listing.option("--state", options->state, "Only these")
      .one_of({"waiting", "sent", "failed", "held", "later", "overdue", "expired"});
  add_client_options(listing, options->client);
  add_client_options(group.command("receivers", "What waits for which receiver",
                                   [options] { return receivers(*options); }),
                     options->client);
  const auto with_id = [&](const char* name, const char* help, std::function<ExitCode()> run) {
    Arguments& command = group.command(name, help, std::move(run));
    command.positional("id", options->id, "Message").required();
    add_client_options(command, options->client);
  };
  with_id("show", "Print one of them", [options] { return show(*options); });
  with_id("retry", "Send one now, whatever became of it",
          [options] { return act(*options, "retry", "is sent again"); });
  with_id("hold", "Don't send one until it is released",
          [options] { return act(*options, "hold", "is held"); });
  with_id("release", "Send one that was held",
          [options] { return act(*options, "release", "is released"); });
  with_id("remove", "Give one up", [options] { return act(*options, "remove", "is removed"); });
}

}  // namespace takt::app
