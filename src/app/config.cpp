#include "app/config.h"

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <charconv>
#include <cstdlib>

#include "base/text.h"

namespace takt::app {

namespace {

/// A setting's text and where it was found, for errors.
struct Found {
  std::string text;
  std::string source;
};

[[noreturn]] void fail(const Found& found, const std::string& problem) {
  throw CommandError(ExitCode::usage,
                     fmt::format("{}: \"{}\" {}", found.source, found.text, problem));
}

template <class T>
T whole_number(const Found& found, T low, T high) {
  T out{};
  const char* end = found.text.data() + found.text.size();
  const auto [at, error] = std::from_chars(found.text.data(), end, out);
  if (error != std::errc{} || at != end || out < low || out > high) {
    fail(found, fmt::format("is not a whole number from {} to {}", low, high));
  }
  return out;
}

/// Bytes, with k, M or G for powers of 1024.
uint64_t byte_count(const Found& found) {
  Found digits = found;
  uint64_t unit = 1;
  if (!digits.text.empty()) {
    const char last = digits.text.back();
    unit = last == 'k' ? 1ull << 10 : last == 'M' ? 1ull << 20 : last == 'G' ? 1ull << 30 : 1;
    if (unit != 1) digits.text.pop_back();
  }
  return whole_number<uint64_t>(digits, 1, 1ull << 32) * unit;
}

std::string toml_text(const toml::node& node) {
  if (const auto* array = node.as_array()) {
    std::vector<std::string> parts;
    for (const auto& item : *array) parts.push_back(item.value_or(std::string()));
    return join(parts, ",");
  }
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto text = node.value<std::string>()) return *text;
  if (const auto whole = node.value<int64_t>()) return std::to_string(*whole);
  return {};
}

void flatten(const toml::table& table, const std::string& prefix,
             std::map<std::string, std::string>& out) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      flatten(*inner, name + ".", out);
    } else {
      out[name] = toml_text(node);
    }
  }
}

std::map<std::string, std::string> read_toml(const std::string& path) {
  std::map<std::string, std::string> out;
  if (path.empty()) return out;
  try {
    flatten(toml::parse_file(path), "", out);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    throw CommandError(ExitCode::usage,
                       line == 0 ? fmt::format("{}: {}", path, error.description())
                                 : fmt::format("{} line {}: {}", path, line, error.description()));
  }
  return out;
}

bool yes_or_no(const Found& found) {
  for (const char* yes : {"true", "yes", "1"}) {
    if (found.text == yes) return true;
  }
  for (const char* no : {"false", "no", "0"}) {
    if (found.text == no) return false;
  }
  fail(found, "is neither true nor false");
}

/// Blueprints, the watchdog and the journal. False when it is none of these.
bool apply_limits(ServeConfig& config, std::string_view name, const Found& found) {
  constexpr int kHour = 3'600'000;
  if (name == "host_url") {
    config.host_url = found.text;
  } else if (name == "script.operator_ms") {
    config.operator_script_ms = whole_number(found, 1, kHour);
  } else if (name == "script.ingest_ms") {
    config.ingest_script_ms = whole_number(found, 1, kHour);
  } else if (name == "script.memory") {
    config.script_memory_bytes = byte_count(found);
  } else if (name == "watchdog.slow_ms") {
    config.slow_job_ms = whole_number(found, 1, kHour);
  } else if (name == "watchdog.stall_ms") {
    config.stall_ms = whole_number(found, 1, kHour);
  } else if (name == "watchdog.exit_on_stall") {
    config.exit_on_stall = yes_or_no(found);
  } else if (name == "messages.first_retry_ms") {
    config.message_first_retry_ms = whole_number(found, 1, kHour);
  } else if (name == "messages.last_retry_ms") {
    config.message_last_retry_ms = whole_number(found, 1, 24 * kHour);
  } else if (name == "messages.tries") {
    config.message_tries = whole_number(found, 1, 1'000'000);
  } else if (name == "messages.timeout_ms") {
    config.message_timeout_ms = whole_number(found, 1, kHour);
  } else if (name == "journal.days") {
    config.journal_days = whole_number(found, 1, 3650);
  } else if (name == "journal.rows") {
    config.journal_rows = whole_number(found, 1, 100'000'000);
  } else {
    return false;
  }
  return true;
}

void apply(ServeConfig& config, std::string_view name, const Found& found) {
  if (apply_limits(config, name, found)) return;
  if (name == "data") {
    config.data_dir = found.text;
  } else if (name == "studios") {
    for (const std::string& id : split(found.text, ',')) {
      if (!id.empty()) config.studios.push_back(id);
    }
  } else if (name == "http.address") {
    config.listen.address = found.text;
  } else if (name == "http.port") {
    config.listen.port = whole_number<uint16_t>(found, 0, 65535);
  } else if (name == "http.body_limit") {
    config.body_limit_bytes = byte_count(found);
  } else if (name == "http.max_connections") {
    config.max_connections = whole_number(found, 1, 100'000);
  } else if (name == "ingest_lanes") {
    config.ingest_lanes = whole_number(found, 1, 64);
  } else if (name == "stop_grace_ms") {
    config.stop_grace_ms = whole_number(found, 0, 600'000);
  } else if (name == "log.format") {
    const auto format = log::parse_format(found.text);
    if (!format) fail(found, "is neither text nor json");
    config.log_format = *format;
  } else {
    const auto level = log::parse_level(found.text);
    if (!level) fail(found, "is none of trace, debug, info, warning, error, off");
    config.log_level = *level;
  }
}

}  // namespace

std::vector<ServeArguments::Setting> ServeArguments::limit_settings() {
  return {
      {"host_url",
       "--host-url",
       "TAKT_HOST_URL",
       "URL",
       "Where people reach this installation; blueprints are told (http://ADDRESS:PORT)",
       {}},
      {"script.operator_ms",
       "--operator-script-ms",
       "TAKT_OPERATOR_SCRIPT_MS",
       "MS",
       "Time of one blueprint call in an operator's job (5000)",
       {}},
      {"script.ingest_ms",
       "--ingest-script-ms",
       "TAKT_INGEST_SCRIPT_MS",
       "MS",
       "Time of one blueprint call in any other job (20000)",
       {}},
      {"script.memory",
       "--script-memory",
       "TAKT_SCRIPT_MEMORY",
       "BYTES",
       "New memory that one blueprint call may keep, with k, M or G (256M)",
       {}},
      {"watchdog.slow_ms",
       "--slow-job",
       "TAKT_SLOW_JOB",
       "MS",
       "A job that runs longer is warned about (10000)",
       {}},
      {"watchdog.stall_ms",
       "--stall",
       "TAKT_STALL",
       "MS",
       "A thread whose job runs longer is reported as stalled (30000)",
       {}},
      {"watchdog.exit_on_stall",
       "--exit-on-stall",
       "TAKT_EXIT_ON_STALL",
       "",
       "End the process when a thread is stalled, for its supervisor to start it again",
       {},
       true},
      {"journal.days",
       "--journal-days",
       "TAKT_JOURNAL_DAYS",
       "N",
       "How long finished jobs are kept in the journal (7)",
       {}},
      {"journal.rows",
       "--journal-rows",
       "TAKT_JOURNAL_ROWS",
       "N",
       "How many finished jobs are kept in the journal (200000)",
       {}},
      {"log.format", "--log-format", "TAKT_LOG_FORMAT", "FORMAT", "text or json (text)", {}},
  };
}

std::vector<ServeArguments::Setting> ServeArguments::message_settings() {
  return {
      {"messages.first_retry_ms",
       "--message-first-retry",
       "TAKT_MESSAGE_FIRST_RETRY",
       "MS",
       "Pause after a failed try to send an external message; doubles with each (1000)",
       {}},
      {"messages.last_retry_ms",
       "--message-last-retry",
       "TAKT_MESSAGE_LAST_RETRY",
       "MS",
       "Longest such pause (60000)",
       {}},
      {"messages.tries",
       "--message-tries",
       "TAKT_MESSAGE_TRIES",
       "N",
       "An external message fails when its receiver has refused it so often (10)",
       {}},
      {"messages.timeout_ms",
       "--message-timeout",
       "TAKT_MESSAGE_TIMEOUT",
       "MS",
       "Time of one try (10000)",
       {}},
  };
}

std::vector<ServeArguments::Setting> ServeArguments::all_settings() {
  std::vector<Setting> all = main_settings();
  for (Setting& setting : limit_settings()) all.push_back(std::move(setting));
  for (Setting& setting : message_settings()) all.push_back(std::move(setting));
  return all;
}

std::vector<ServeArguments::Setting> ServeArguments::main_settings() {
  return {
      {"data", "--data", "TAKT_DATA", "DIR", "Folder of the database; made when missing", {}},
      {"http.address",
       "--address",
       "TAKT_ADDRESS",
       "IP",
       "Address to listen on (127.0.0.1); only loopback",
       {}},
      {"http.port", "--port", "TAKT_PORT", "N", "Port to listen on (4080); 0: any free one", {}},
      {"studios", "--studios", "TAKT_STUDIOS", "ID,ID", "Run only these studios (all)", {}},
      {"http.body_limit",
       "--body-limit",
       "TAKT_BODY_LIMIT",
       "BYTES",
       "Largest request body, with k, M or G (32M)",
       {}},
      {"http.max_connections",
       "--max-connections",
       "TAKT_MAX_CONNECTIONS",
       "N",
       "Connections at the same time (512)",
       {}},
      {"ingest_lanes",
       "--ingest-lanes",
       "TAKT_INGEST_LANES",
       "N",
       "Rundowns of a studio that are ingested at the same time (2)",
       {}},
      {"stop_grace_ms",
       "--stop-grace",
       "TAKT_STOP_GRACE",
       "MS",
       "How long stopping waits for open work (5000)",
       {}},
      {"log.level",
       "--log-level",
       "TAKT_LOG_LEVEL",
       "LEVEL",
       "trace, debug, info, warning, error or off (info)",
       {}},
  };
}

void ServeArguments::declare(Arguments& command) {
  if (const char* path = std::getenv("TAKT_CONFIG")) file_ = path;
  command.option("--config", file_, "TOML file with settings (TAKT_CONFIG)").value_name("FILE");
  for (Setting& setting : settings_) {
    const std::string help =
        fmt::format("{} [{}, {}]", setting.help, setting.environment, setting.name);
    options_.push_back(
        setting.is_flag
            ? command.flag(setting.flag, setting.is_on, help)
            : command.option(setting.flag, setting.value, help).value_name(setting.value_name));
  }
}

ServeConfig ServeArguments::resolve() const {
  std::map<std::string, std::string> file = read_toml(file_);
  ServeConfig config;
  for (size_t i = 0; i < settings_.size(); ++i) {
    const Setting& setting = settings_[i];
    const auto in_file = file.find(setting.name);
    const char* in_environment = std::getenv(setting.environment);
    if (options_[i].given()) {
      apply(config, setting.name,
            {setting.is_flag ? (setting.is_on ? "true" : "false") : setting.value, setting.flag});
    } else if (in_environment != nullptr) {
      apply(config, setting.name, {in_environment, setting.environment});
    } else if (in_file != file.end()) {
      apply(config, setting.name, {in_file->second, fmt::format("{}: {}", file_, setting.name)});
    }
    file.erase(setting.name);
  }
  if (!file.empty()) {
    throw CommandError(ExitCode::usage,
                       fmt::format("{}: there is no setting \"{}\"", file_, file.begin()->first),
                       "`takt serve --help` lists them in brackets");
  }
  if (config.data_dir.empty()) {
    throw CommandError(ExitCode::usage, "no data folder was given", "give one with --data DIR");
  }
  return config;
}

}  // namespace takt::app
