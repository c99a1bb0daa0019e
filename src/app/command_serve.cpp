#include <pthread.h>

#include <csignal>
#include <iostream>

#include "app/commands.h"
#include "app/config.h"
#include "app/version.h"
#include "conductor/conductor.h"
#include "door/door.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::app {

namespace {

constexpr std::chrono::milliseconds kAnswerGrace{2'000};

/// Takes SIGTERM and SIGINT on a thread of its own: the first asks for a graceful stop, the second
/// ends the process at once. Made before any other thread, so that all inherit the mask.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    for (const int number : {SIGTERM, SIGINT, kQuit}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~StopSignals() {
    if (!thread_.joinable()) return;
    pthread_kill(thread_.native_handle(), kQuit);
    thread_.join();
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  void watch(std::function<void()> stop) {
    thread_ = std::thread([this, stop = std::move(stop)] {
      pthread_setname_np(pthread_self(), "signals");
      bool asked = false;
      for (int number = 0; sigwait(&set_, &number) == 0 && number != kQuit;) {
        if (asked) std::_Exit(128 + number);
        asked = true;
        log::info("stopping (again to stop at once)");
        stop();
      }
    });
  }

 private:
  static constexpr int kQuit = SIGUSR1;
  sigset_t set_{};
  std::thread thread_;
};

std::unique_ptr<Store> open_store(const ServeConfig& config) {
  try {
    SqliteOptions options;
    options.folder = config.data_dir;
    return std::make_unique<SqliteStore>(options);
  } catch (const StoreError& error) {
    throw CommandError(ExitCode::not_started, error.what());
  }
}

conductor::Options conductor_options(const ServeConfig& config) {
  conductor::Options options;
  for (const std::string& id : config.studios) options.studios.emplace_back(id);
  options.ingest_lanes = config.ingest_lanes;
  options.drain_ms = config.stop_grace_ms;
  return options;
}

door::DoorOptions door_options(const ServeConfig& config) {
  door::DoorOptions options;
  options.version = kVersion;
  options.server.listen = config.listen;
  options.server.threads = 2;
  options.server.body_limit_bytes = config.body_limit_bytes;
  options.server.max_connections = config.max_connections;
  return options;
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

ExitCode run(const ServeConfig& config) {
  log::set_level(config.log_level);
  check_listen(config);
  StopSignals signals;
  const std::unique_ptr<Store> store = open_store(config);
  const JobTable jobs = worker::make_job_table();
  const SystemClock clock;
  conductor::Conductor conductor(*store, jobs, clock, conductor_options(config));
  door::Door door(door_options(config), *store, conductor, clock);
  start_door(door);
  std::cout << "takt " << kVersion << " listens on http://" << door.endpoint().text()
            << "/ with data in " << config.data_dir << std::endl;
  signals.watch([&door, &conductor] {
    door.close_gate();
    conductor.request_stop();
  });
  const bool all_ended = conductor.run();
  door.stop(kAnswerGrace);
  log::info("stopped");
  // A thread that is stuck in native code can't be joined; everything durable is on disk.
  if (!all_ended) std::_Exit(static_cast<int>(ExitCode::defect));
  return ExitCode::ok;
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
