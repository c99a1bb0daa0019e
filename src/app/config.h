#pragma once

// The configuration of `takt serve`. Each setting comes from, the first that has it: the command
// line, the environment (TAKT_...), the TOML file, the default. docs/configuration.md has the
// table.

#include <cstdint>
#include <string>
#include <vector>

#include "app/arguments.h"
#include "base/log.h"
#include "base/log_format.h"
#include "net/url.h"

namespace takt::app {

struct ServeConfig {
  std::string data_dir;
  net::Endpoint listen{"127.0.0.1", 4080};
  std::vector<std::string> studios;  // empty: all of the store
  uint64_t body_limit_bytes = 32 * 1024 * 1024;
  int max_connections = 512;
  int ingest_lanes = 2;
  int stop_grace_ms = 5'000;
  std::string host_url;  // empty: where it listens
  int operator_script_ms = 5'000;
  int ingest_script_ms = 20'000;
  uint64_t script_memory_bytes = 256 * 1024 * 1024;
  int slow_job_ms = 10'000;
  int stall_ms = 30'000;
  bool exit_on_stall = false;
  int journal_days = 7;
  int journal_rows = 200'000;
  int message_first_retry_ms = 1'000;
  int message_last_retry_ms = 60'000;
  int message_tries = 10;
  int message_timeout_ms = 10'000;
  LogLevel log_level = LogLevel::info;
  log::Format log_format = log::Format::text;
};

/// The options of `takt serve`, as given on the command line; resolve() adds the other sources.
class ServeArguments {
 public:
  void declare(Arguments& command);
  /// Throws CommandError(usage) that names the setting and where it came from.
  ServeConfig resolve() const;

 private:
  struct Setting {
    const char* name;         // in the TOML file: "data", "http.port"
    const char* flag;         // "--data"
    const char* environment;  // "TAKT_DATA"
    const char* value_name;
    const char* help;
    std::string value;
    bool is_flag = false;  // on the command line; "true" or "false" elsewhere
    bool is_on = false;
  };
  static std::vector<Setting> all_settings();
  static std::vector<Setting> main_settings();
  static std::vector<Setting> limit_settings();
  static std::vector<Setting> message_settings();

  std::string file_;
  std::vector<Setting> settings_ = all_settings();
  std::vector<ArgumentOption> options_;
};

}  // namespace takt::app
