// Many studios in one process: start-up with 1 and 100 studios whose shows are on air, memory and
// threads per studio, a take in each; and the conductor's longest handler, also while a disk sync
// hangs for two seconds and one studio's blueprint never returns. Figures: start_<n>_studios_ms,
// memory_per_studio_kb, threads_100_studios, take_100_studios_*, conductor_longest_handler_ms,
// conductor_longest_push_ms (of the second half).

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "bench_settings.h"
#include "conductor/conductor.h"
#include "harness.h"
#include "model/derived_ids.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::bench {
namespace {

constexpr int kManyStudios = 100;
constexpr int kParts = 20;
constexpr double kScriptMs = 4000;

std::string studio_name(int number) {
  return fmt::format("s{:03}", number);
}

/// Segments named "hang" never return.
std::string show_that_can_hang() {
  std::string show = show_code(false);
  const std::string hook = "getSegment: (context, ingest) => ({";
  show.replace(show.find(hook), hook.size(),
               "getSegment: (context, ingest) => (ingest.name === 'hang' ? hang() : {");
  const std::string strict = "'use strict'";
  show.replace(show.find(strict), strict.size(), "'use strict'\n  function hang() { for (;;) {} }");
  return show;
}

class House {
 public:
  House(const std::filesystem::path& folder, int studios) : studios_(studios) {
    SqliteOptions options;
    options.folder = folder;
    store_ = std::make_unique<SqliteStore>(options);
    table_ = worker::make_job_table();
  }
  ~House() {
    if (!conductor_) return;
    conductor_->request_stop();
    loop_.join();
  }

  void start() {
    conductor::Options options;
    options.ingest_lanes = 1;
    options.other_script_ms = kScriptMs;
    conductor_ = std::make_unique<conductor::Conductor>(*store_, table_, clock_, options);
    loop_ = std::thread([this] { conductor_->run(); });
    while (!conductor_->status().ready) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  void put_settings() {
    Transaction transaction;
    transaction.locks.everything = true;
    transaction.changes = house_settings(show_that_can_hang());
    for (int i = 0; i < studios_; ++i) {
      transaction.changes.push_back(studio_settings(studio_name(i)));
    }
    store_->commit(std::move(transaction));
  }

  std::future<conductor::JobReport> push(int studio, QueueKind queue, const std::string& name,
                                         Json payload) {
    auto ended = std::make_shared<std::promise<conductor::JobReport>>();
    conductor::JobRequest request;
    request.studio = StudioId(studio_name(studio));
    request.queue = queue;
    request.name = name;
    request.payload = std::move(payload);
    request.deadline_ms = 60'000;
    conductor_->push(std::move(request), {nullptr, [ended](const conductor::JobReport& report) {
                                            ended->set_value(report);
                                          }});
    return ended->get_future();
  }

  static void expect_done(const conductor::JobReport& report) {
    if (!report.error) return;
    throw std::runtime_error(
        fmt::format("{}: {} ({})", report.name, report.error->what(), report.error->raw_message()));
  }

  std::future<conductor::JobReport> ingest(int studio, const std::string& id,
                                           const std::string& segment) {
    JsonArray parts;
    for (int i = 0; i < kParts; ++i) {
      const std::string part = fmt::format("{}_part{}", id, i);
      parts.push_back(JsonObject{
          {"externalId", part}, {"name", part}, {"rank", i}, {"payload", {{"pieces", 5}}}});
    }
    return push(
        studio, QueueKind::ingest, "updateRundown",
        JsonObject{{"rundownExternalId", id},
                   {"isCreateAction", true},
                   {"rundownSource", {{"type", "http"}}},
                   {"ingestRundown", JsonObject{{"externalId", id},
                                                {"name", id},
                                                {"type", "bench"},
                                                {"payload", JsonObject{}},
                                                {"segments",
                                                 {JsonObject{{"externalId", id + "_segment"},
                                                             {"name", segment},
                                                             {"rank", 0},
                                                             {"payload", JsonObject{}},
                                                             {"parts", std::move(parts)}}}}}}});
  }

  void put_on_air() {
    for (int i = 0; i < studios_; ++i) {
      expect_done(ingest(i, "bench", "segment").get());
      expect_done(push(i, QueueKind::studio, "activateRundownPlaylist",
                       {{"playlistId", playlist(i)->_id.str()}, {"rehearsal", false}})
                      .get());
    }
  }

  Doc<Playlist> playlist(int studio) {
    const StudioId id(studio_name(studio));
    const Documents& documents = store_->studio(id);
    return documents.find<Playlist>(documents.find<Rundown>(rundown_id(id, "bench"))->playlistId);
  }

  std::future<conductor::JobReport> take(int studio) {
    const Doc<Playlist> show = playlist(studio);
    JsonObject payload{{"playlistId", show->_id.str()}, {"fromPartInstanceId", nullptr}};
    if (show->currentPartInfo) {
      payload["fromPartInstanceId"] = show->currentPartInfo->partInstanceId.str();
    }
    return push(studio, QueueKind::studio, "takeNextPart", std::move(payload));
  }

  conductor::Conductor& conductor() { return *conductor_; }

 private:
  const int studios_;
  SystemClock clock_;
  JobTable table_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<conductor::Conductor> conductor_;
  std::thread loop_;
};

double resident_kb() {
  size_t total = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

double thread_count() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<double>(std::distance(begin(tasks), end(tasks)));
}

void prepare(const std::filesystem::path& folder, int studios) {
  House house(folder, studios);
  house.put_settings();
  house.start();
  house.put_on_air();
}

/// Opening the store included.
std::unique_ptr<House> measured_start(const std::filesystem::path& folder, int studios,
                                      Report& report) {
  std::unique_ptr<House> house;
  const double took_us = time_us([&] {
    house = std::make_unique<House>(folder, studios);
    house->start();
  });
  report.add(fmt::format("start_{}_studios_ms", studios), took_us / 1000, "ms");
  return house;
}

/// Two rounds, the first of which loads what is loaded on first use. The mean of each phase too.
void take_everywhere(House& house, int studios, Report& report) {
  std::vector<double> times_us;
  std::array<double, conductor::kPhases.size()> sums_ms{};
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < studios; ++i) {
      conductor::JobReport taken;
      const double took_us = time_us([&] { taken = house.take(i).get(); });
      House::expect_done(taken);
      if (round == 0) continue;
      times_us.push_back(took_us);
      const auto phases = conductor::phases_of(taken.timings);
      for (size_t phase = 0; phase < phases.size(); ++phase) sums_ms[phase] += phases[phase];
    }
  }
  report.add("take_100_studios", percentiles(times_us));
  for (size_t phase = 0; phase < sums_ms.size(); ++phase) {
    report.add(fmt::format("take_100_studios_{}_mean_ms", conductor::kPhases[phase]),
               sums_ms[phase] / studios, "ms");
  }
}

/// The disk's sync hangs for two seconds, and a blueprint of the last studio for ever.
void hang(House& house, int studios, Report& report) {
  auto hanging = house.ingest(studios - 1, "hanging", "hang");
  fault::configure("store.commit.sync=sleep:2000@3");
  std::vector<std::future<conductor::JobReport>> takes;
  double longest_push_us = 0;
  for (int i = 0; i < studios - 1; ++i) {
    longest_push_us = std::max(longest_push_us, time_us([&] { takes.push_back(house.take(i)); }));
  }
  for (auto& take : takes) House::expect_done(take.get());
  fault::configure("");
  hanging.get();
  report.add("conductor_longest_push_ms", longest_push_us / 1000, "ms");
}

void run() {
  log::set_level(LogLevel::error);
  Report report("studios");
  {
    const DataFolder folder("one-studio");
    prepare(folder.path(), 1);
    measured_start(folder.path(), 1, report);
  }
  const DataFolder folder("studios");
  prepare(folder.path(), kManyStudios);
  const double before_kb = resident_kb();
  const std::unique_ptr<House> house = measured_start(folder.path(), kManyStudios, report);
  report.add("threads_100_studios", thread_count(), "");
  take_everywhere(*house, kManyStudios, report);
  report.add("memory_per_studio_kb", (resident_kb() - before_kb) / kManyStudios, "kB");
  report.add("conductor_longest_handler_ms_100_studios",
             house->conductor().status().longest_handler_ms, "ms");
  hang(*house, kManyStudios, report);
  const conductor::StatusSnapshot status = house->conductor().status();
  report.add("conductor_longest_handler_ms", status.longest_handler_ms, "ms");
  report.add("conductor_longest_handler_cpu_ms", status.longest_handler_cpu_ms, "ms");
  report.finish();
}

}  // namespace
}  // namespace takt::bench

int main() {
  takt::bench::run();
}
