#include <iostream>

#include "app/commands.h"
#include "app/config.h"
#include "app/stop_signals.h"
#include "app/supervisor.h"
#include "app/version.h"
#include "conductor/conductor.h"
#include "door/door.h"
#include "events/messages/message_service.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::app {

namespace {

constexpr std::chrono::milliseconds kAnswerGrace{2'000};
constexpr std::chrono::milliseconds kSendGrace{1'000};
// A store that is lost is opened anew in the process; when that does not last, the supervisor is
// left to decide.
constexpr int kMostReopenings = 3;
constexpr std::chrono::minutes kSoundSpell{5};

std::unique_ptr<Store> open_store(const ServeConfig& config, bool is_reopened) {
  try {
    SqliteOptions options;
    options.folder = config.data_dir;
    options.is_reopened = is_reopened;
    options.journal.max_rows = static_cast<size_t>(config.journal_rows);
    options.journal.max_age_ms = config.journal_days * 24 * 3600 * 1000.0;
    return std::make_unique<SqliteStore>(options);
  } catch (const StoreError& error) {
    throw CommandError(ExitCode::not_started, error.what());
  }
}

std::string host_url_of(const ServeConfig& config) {
  return config.host_url.empty() ? "http://" + config.listen.text() : config.host_url;
}

conductor::Options conductor_options(const ServeConfig& config) {
  conductor::Options options;
  for (const std::string& id : config.studios) options.studios.emplace_back(id);
  options.ingest_lanes = config.ingest_lanes;
  options.drain_ms = config.stop_grace_ms;
  options.host_url = host_url_of(config);
  options.operator_script_ms = config.operator_script_ms;
  options.other_script_ms = config.ingest_script_ms;
  options.script_memory_bytes = config.script_memory_bytes;
  options.slow_job_ms = config.slow_job_ms;
  options.stall_ms = config.stall_ms;
  if (config.exit_on_stall) {
    options.on_stall = [](const std::string& thread) {
      log::error("{} is stalled: the process ends, for its supervisor to start it again", thread);
      std::_Exit(static_cast<int>(ExitCode::stalled));
    };
  }
  return options;
}

door::DoorOptions door_options(const ServeConfig& config) {
  door::DoorOptions options;
  options.version = kVersion;
  options.host_url = host_url_of(config);
  options.server.listen = config.listen;
  options.server.threads = 2;
  options.server.body_limit_bytes = config.body_limit_bytes;
  options.server.max_connections = config.max_connections;
  return options;
}

events::MessageService::World message_world(const ServeConfig& config, Store& store,
                                            conductor::Conductor& conductor, const Clock& clock) {
  events::MessageService::World world{store, clock, {}, nullptr, nullptr};
  for (const std::string& id : config.studios) world.studios.emplace_back(id);
  world.write = [&conductor](const StudioId& studio, ChangeSet changes,
                             events::MessageService::Done done) {
    conductor.write(studio, std::move(changes), std::move(done));
  };
  world.resolve = [&conductor](const StudioId& studio, const std::string& text,
                               events::MessageService::Resolved done) {
    conductor.push(
        {studio, QueueKind::events, "resolveConfigRefs", JsonObject{{"text", text}}, {}, {}, {}},
        {nullptr, [done](const conductor::JobReport& report) {
           if (report.error) return done(std::nullopt, report.error->raw_message());
           done(string_member(report.result, "text"), "");
         }});
  };
  return world;
}

events::DeliveryRules delivery_rules(const ServeConfig& config) {
  events::DeliveryRules rules;
  rules.first_retry_ms = config.message_first_retry_ms;
  rules.last_retry_ms = config.message_last_retry_ms;
  rules.max_tries = config.message_tries;
  rules.timeout_ms = config.message_timeout_ms;
  return rules;
}

void check_listen(const ServeConfig& config) {
  try {
    door::Gate::check_listen(config.listen);
  } catch (const UserError& error) {
    throw CommandError(ExitCode::not_started, error.what(), "use --address 127.0.0.1");
  }
}

void start_door(door::Door& door) {
  try {
    door.start();
  } catch (const net::NetError& error) {
    const bool in_use = error.kind() == net::NetErrorKind::address_in_use;
    throw CommandError(ExitCode::not_started, error.what(),
                       in_use ? "stop it, or choose another port with --port" : "");
  }
}

std::string status_line(const conductor::StatusSnapshot& status) {
  size_t running = 0;
  for (const auto& studio : status.studios) running += studio.state == "running";
  return fmt::format("{} of {} studios run", running, status.studios.size());
}

/// One life of the store, and of everything on it.
enum class Ended { stopped, store_lost };

Ended run_once(ServeConfig& config, bool is_reopened, StopSignals& signals, Supervisor& supervisor,
               const JobTable& jobs) {
  const std::unique_ptr<Store> store = open_store(config, is_reopened);
  const SystemClock clock;
  conductor::Options options = conductor_options(config);
  options.on_tick = [&supervisor](const conductor::StatusSnapshot& status) {
    supervisor.alive(status_line(status));
  };
  conductor::Conductor conductor(*store, jobs, clock, std::move(options));
  events::MessageService messages(message_world(config, *store, conductor, clock),
                                  delivery_rules(config));
  door::Door door(door_options(config), *store, conductor, messages, clock);
  start_door(door);
  std::cout << "takt " << kVersion << " listens on http://" << door.endpoint().text()
            << "/ with data in " << config.data_dir << std::endl;
  config.listen = door.endpoint();  // the same one when the store is opened anew
  supervisor.ready();
  messages.start();
  signals.on_stop([&] {
    supervisor.stopping(config.stop_grace_ms);
    door.close_gate();
    // While what they send can still be noted.
    messages.stop(kSendGrace);
    conductor.request_stop();
  });
  bool all_ended = conductor.run();
  signals.on_stop(nullptr);
  all_ended = messages.stop(kSendGrace) && all_ended;
  door.stop(kAnswerGrace);
  // A thread that is stuck in native code can't be joined; everything durable is on disk.
  if (!all_ended) {
    log::info("stopped, without a thread that is stuck");
    std::_Exit(static_cast<int>(conductor.store_lost() ? ExitCode::store_lost : ExitCode::defect));
  }
  return conductor.store_lost() ? Ended::store_lost : Ended::stopped;
}

ExitCode run(ServeConfig config) {
  log::set_format(config.log_format);
  log::set_level(config.log_level);
  check_listen(config);
  StopSignals signals;
  Supervisor supervisor;
  const JobTable jobs = worker::make_job_table();
  for (int lost = 0; lost < kMostReopenings;) {
    const auto opened = std::chrono::steady_clock::now();
    if (run_once(config, lost > 0, signals, supervisor, jobs) == Ended::stopped ||
        signals.stopped()) {
      log::info("stopped");
      return ExitCode::ok;
    }
    lost = std::chrono::steady_clock::now() - opened < kSoundSpell ? lost + 1 : 1;
    log::warning("the store is opened anew from disk");
  }
  throw CommandError(ExitCode::store_lost,
                     "the store was lost again and again; is the disk in order?",
                     "everything that was acknowledged is on disk");
}

}  // namespace

void add_serve(Arguments& root) {
  auto arguments = std::make_shared<ServeArguments>();
  Arguments& command =
      root.command("serve", "Run the studios: HTTP door, queues, blueprints and store",
                   [arguments] { return run(arguments->resolve()); });
  arguments->declare(command);
}

}  // namespace takt::app
