// Takes during an ingest storm: four studios on the air with 500 parts each, a take in each every
// half second, first alone, then while every studio's newsroom sends its whole rundown again and
// again without a pause, each time with 20 other parts. Every take must succeed within an
// operator's deadline. Figures: take_calm_*, take_storm_* (push to acknowledged),
// take_p99_storm_ratio (aim: at most 2), storm_updates_per_s, and where a take's time went
// (take_storm_<phase>_mean_ms).

#include <filesystem>
#include <future>
#include <thread>

#include "base/log.h"
#include "base/thread_priority.h"
#include "bench_settings.h"
#include "harness.h"
#include "model/derived_ids.h"
#include "show_fixture.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::bench {
namespace {

constexpr int kStudios = 4;
constexpr int kParts = 500;
constexpr int kChangedParts = 20;
constexpr int kTakes = 50;  // in each studio
constexpr auto kTakePause = std::chrono::milliseconds(500);

StudioId studio_id(int number) {
  return StudioId(fmt::format("studio{}", number));
}

SqliteOptions options_of(const std::filesystem::path& folder) {
  SqliteOptions options;
  options.folder = folder;
  return options;
}

/// All parts as they are at first.
ShowOptions show_options() {
  ShowOptions options;
  options.parts = kParts;
  return options;
}

/// A newsroom's rundown, some parts of which have another number of pieces after each change.
class Rundown500 {
 public:
  Rundown500() : payload_(bench_rundown("bench", show_options())) {}
  const JsonObject& payload() const { return payload_; }
  void change() {
    Json& rundown = payload_.at("ingestRundown");
    for (int i = 0; i < kChangedParts; ++i) {
      const auto number = static_cast<size_t>(next_++ % kParts);
      Json& segment = rundown.at("segments").as_array()[number / kPartsPerSegment];
      Json& part = segment.at("parts").as_array()[number % kPartsPerSegment];
      Json& pieces = part.at("payload").at("pieces");
      pieces = pieces.as_int64() == 5 ? 6 : 5;
    }
  }

 private:
  JsonObject payload_;
  int next_ = 0;
};

class Storm {
 public:
  explicit Storm(const std::filesystem::path& folder)
      : store_(options_of(folder)), table_(worker::make_job_table()) {
    Transaction transaction;
    transaction.locks.everything = true;
    transaction.changes = house_settings(show_code(false));
    for (int i = 0; i < kStudios; ++i) {
      transaction.changes.push_back(studio_settings(studio_id(i).str(), show_mappings()));
    }
    store_.commit(std::move(transaction));
    conductor_ =
        std::make_unique<conductor::Conductor>(store_, table_, clock_, conductor::Options{});
    loop_ = std::thread([this] { conductor_->run(); });
    while (!conductor_->status().ready) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    for (int i = 0; i < kStudios; ++i) put_on_air(i);
  }
  ~Storm() {
    conductor_->request_stop();
    loop_.join();
  }

  /// The newsrooms of all studios, until told to stop; how many updates.
  int blow(const std::atomic<bool>& stop) {
    std::atomic<int> updates = 0;
    std::vector<std::thread> newsrooms;
    for (int i = 0; i < kStudios; ++i) {
      newsrooms.emplace_back([this, i, &stop, &updates] {
        lower_thread_priority(10);  // a newsroom is another machine
        Rundown500 rundown;
        while (!stop) {
          rundown.change();
          run(i, QueueKind::ingest, "updateRundown", rundown.payload());
          ++updates;
        }
      });
    }
    for (std::thread& newsroom : newsrooms) newsroom.join();
    return updates;
  }

  struct Taken {
    std::vector<double> us;
    std::array<double, conductor::kPhases.size()> sums_ms{};
  };
  /// In all studios, staggered.
  Taken take_everywhere() {
    std::mutex mutex;
    Taken taken;
    std::vector<std::thread> operators;
    for (int i = 0; i < kStudios; ++i) {
      operators.emplace_back([this, i, &mutex, &taken] {
        auto due = std::chrono::steady_clock::now() + kTakePause * i / kStudios;
        for (int number = 0; number < kTakes; ++number, due += kTakePause) {
          std::this_thread::sleep_until(due);
          conductor::JobReport report;
          const double us = time_us([&] { report = take(i); });
          const auto phases = conductor::phases_of(report.timings);
          const std::lock_guard lock(mutex);
          taken.us.push_back(us);
          for (size_t phase = 0; phase < phases.size(); ++phase) {
            taken.sums_ms[phase] += phases[phase];
          }
        }
      });
    }
    for (std::thread& thread : operators) thread.join();
    return taken;
  }

 private:
  /// Throws when it failed.
  conductor::JobReport run(int studio, QueueKind queue, const std::string& name, Json payload) {
    std::promise<conductor::JobReport> ended;
    conductor::JobRequest request;
    request.studio = studio_id(studio);
    request.queue = queue;
    request.name = name;
    request.payload = std::move(payload);
    conductor_->push(std::move(request), {nullptr, [&ended](const conductor::JobReport& report) {
                                            ended.set_value(report);
                                          }});
    conductor::JobReport report = ended.get_future().get();
    if (!report.error) return report;
    throw std::runtime_error(
        fmt::format("{}: {} ({})", name, report.error->what(), report.error->raw_message()));
  }
  Doc<Playlist> playlist(int studio) {
    const Documents& documents = store_.studio(studio_id(studio));
    const auto rundown = documents.find<Rundown>(rundown_id(studio_id(studio), "bench"));
    return documents.find<Playlist>(rundown->playlistId);
  }
  void put_on_air(int studio) {
    run(studio, QueueKind::ingest, "updateRundown", bench_rundown("bench", show_options()));
    run(studio, QueueKind::studio, "activateRundownPlaylist",
        JsonObject{{"playlistId", playlist(studio)->_id.str()}, {"rehearsal", false}});
    for (int i = 0; i < 3; ++i) take(studio);
  }
  conductor::JobReport take(int studio) {
    const Doc<Playlist> show = playlist(studio);
    clock_.step(10'000);
    JsonObject payload{{"playlistId", show->_id.str()}, {"fromPartInstanceId", nullptr}};
    if (show->currentPartInfo) {
      payload["fromPartInstanceId"] = show->currentPartInfo->partInstanceId.str();
    }
    return run(studio, QueueKind::studio, "takeNextPart", std::move(payload));
  }

  SteppedClock clock_;
  SqliteStore store_;
  JobTable table_;
  std::unique_ptr<conductor::Conductor> conductor_;
  std::thread loop_;
};

void run() {
  log::set_level(LogLevel::error);
  Report report("storm");
  const DataFolder folder("ingest-storm");
  Storm storm(folder.path());
  const Percentiles calm = percentiles(storm.take_everywhere().us);
  std::atomic<bool> stop = false;
  auto newsrooms = std::async(std::launch::async, [&] { return storm.blow(stop); });
  Storm::Taken taken;
  const double took_us = time_us([&] { taken = storm.take_everywhere(); });
  stop = true;
  const int updates = newsrooms.get();
  const Percentiles stormy = percentiles(taken.us);
  report.add("take_calm", calm);
  report.add("take_storm", stormy);
  report.add_ratios("take_{}_storm_ratio", stormy, calm);
  report.add("storm_updates_per_s", updates / (took_us / 1e6), "/s");
  for (size_t phase = 0; phase < conductor::kPhases.size(); ++phase) {
    report.add(fmt::format("take_storm_{}_mean_ms", conductor::kPhases[phase]),
               taken.sums_ms[phase] / static_cast<double>(taken.us.size()), "ms");
  }
  report.finish();
}

}  // namespace
}  // namespace takt::bench

int main() {
  takt::bench::run();
}
