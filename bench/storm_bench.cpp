// Takes during an ingest storm: four studios on the air with 500 parts each, a take in each every
// half second, alone for a while, then while every studio's newsroom sends its whole rundown again
// and again without a pause, each time with 20 other parts; and so in turns, because the disk has
// good and bad minutes. Every take must succeed within an operator's deadline. Figures:
// take_calm_*, take_storm_* (push to acknowledged), take_p99_storm_ratio (aim: at most 2),
// storm_updates_per_s, and where the time went: of all takes (take_storm_<phase>_mean_ms) and of the
// slowest fiftieth (take_storm_slow_<phase>_ms). The peer is a thread of the playout threads'
// priority that wakes and calculates for a millisecond, without locks, disk or memory: bare_calm_*,
// bare_storm_*. What it is late the system took (a shared machine takes much), and no take can be
// better.

#include <filesystem>
#include <future>
#include <span>
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
constexpr int kRounds = 5;  // of calm and storm each
constexpr int kTakes = 20;  // in each studio and round
constexpr auto kUntilItBlows = std::chrono::seconds(1);
constexpr auto kTakePause = std::chrono::milliseconds(500);
constexpr auto kBarePause = std::chrono::milliseconds(25);

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

/// The peer.
class BareWork {
 public:
  BareWork() : steps_(steps_of_a_millisecond()), thread_([this] { loop(); }) {}
  ~BareWork() {
    stop_ = true;
    thread_.join();
  }
  /// What was measured since the last time, from due to done.
  std::vector<double> take_us() {
    const std::lock_guard lock(mutex_);
    return std::exchange(us_, {});
  }

 private:
  static uint64_t calculate(int64_t steps) {
    uint64_t value = 1;
    for (int64_t i = 0; i < steps; ++i) value = value * 6364136223846793005 + 1442695040888963407;
    return value;
  }
  int64_t steps_of_a_millisecond() {
    constexpr int64_t kSteps = 1'000'000;
    std::vector<double> us;
    for (int i = 0; i < 20; ++i) us.push_back(time_us([&] { sum_ += calculate(kSteps); }));
    return static_cast<int64_t>(kSteps * 1000 / *std::min_element(us.begin(), us.end()));
  }
  void loop() {
    put_thread_in_front();
    auto due = std::chrono::steady_clock::now();
    while (!stop_) {
      due += kBarePause;
      std::this_thread::sleep_until(due);
      sum_ += calculate(steps_);
      const std::chrono::duration<double, std::micro> us = std::chrono::steady_clock::now() - due;
      const std::lock_guard lock(mutex_);
      us_.push_back(us.count());
    }
  }

  std::atomic<uint64_t> sum_ = 0;  // so that the calculation isn't left out
  const int64_t steps_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::vector<double> us_;
  std::thread thread_;
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

  /// The newsrooms of all studios, until told to stop.
  void blow(const std::atomic<bool>& stop, std::atomic<int>& updates) {
    std::vector<std::thread> newsrooms;
    for (int i = 0; i < kStudios; ++i) {
      newsrooms.emplace_back([this, i, &stop, &updates] {
        lower_thread_priority(10);  // a newsroom is another machine
        while (!stop) {
          rundowns_[i].change();
          run(i, QueueKind::ingest, "updateRundown", rundowns_[i].payload());
          ++updates;
        }
      });
    }
    for (std::thread& newsroom : newsrooms) newsroom.join();
  }

  using Phases = decltype(conductor::phases_of({}));
  struct Take {
    double us = 0;
    Phases phases_ms{};
  };
  /// In all studios, staggered.
  std::vector<Take> take_everywhere() {
    std::mutex mutex;
    std::vector<Take> taken;
    std::vector<std::thread> operators;
    for (int i = 0; i < kStudios; ++i) {
      operators.emplace_back([this, i, &mutex, &taken] {
        put_thread_in_front();  // an operator is another machine
        auto due = std::chrono::steady_clock::now() + kTakePause * i / kStudios;
        for (int number = 0; number < kTakes; ++number, due += kTakePause) {
          std::this_thread::sleep_until(due);
          conductor::JobReport report;
          const double us = time_us([&] { report = take(i); });
          const std::lock_guard lock(mutex);
          taken.push_back({us, conductor::phases_of(report.timings)});
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

  std::array<Rundown500, kStudios> rundowns_;
  SteppedClock clock_;
  SqliteStore store_;
  JobTable table_;
  std::unique_ptr<conductor::Conductor> conductor_;
  std::thread loop_;
};

Percentiles times(const std::vector<Storm::Take>& takes) {
  std::vector<double> us;
  for (const Storm::Take& take : takes) us.push_back(take.us);
  return percentiles(us);
}

/// Means; `name` holds {} for the phase.
void report_phases(Report& report, std::string_view name, std::span<const Storm::Take> takes) {
  for (size_t phase = 0; phase < conductor::kPhases.size(); ++phase) {
    double sum_ms = 0;
    for (const Storm::Take& take : takes) sum_ms += take.phases_ms[phase];
    report.add(fmt::format(fmt::runtime(name), conductor::kPhases[phase]),
               sum_ms / static_cast<double>(takes.size()), "ms");
  }
}

void run() {
  log::set_level(LogLevel::error);
  Report report("storm");
  const DataFolder folder("ingest-storm");
  Storm storm(folder.path());
  BareWork bare;
  std::vector<Storm::Take> calm_takes, taken;
  std::vector<double> bare_calm_us, bare_us;
  double took_us = 0;
  int counted = 0;
  const auto append = [](auto& to, auto from) { to.insert(to.end(), from.begin(), from.end()); };
  for (int round = 0; round < kRounds; ++round) {
    folder.settle();
    bare.take_us();
    append(calm_takes, storm.take_everywhere());
    append(bare_calm_us, bare.take_us());
    std::atomic<bool> stop = false;
    std::atomic<int> updates = 0;
    auto newsrooms = std::async(std::launch::async, [&] { storm.blow(stop, updates); });
    std::this_thread::sleep_for(kUntilItBlows);
    bare.take_us();
    counted -= updates;
    took_us += time_us([&] { append(taken, storm.take_everywhere()); });
    counted += updates;
    append(bare_us, bare.take_us());
    stop = true;
    newsrooms.get();
  }
  const Percentiles calm = times(calm_takes), stormy = times(taken);
  const Percentiles bare_calm = percentiles(bare_calm_us), bare_stormy = percentiles(bare_us);
  report.add("take_calm", calm);
  report.add("take_storm", stormy);
  report.add_ratios("take_{}_storm_ratio", stormy, calm);
  report.add("bare_calm", bare_calm);
  report.add("bare_storm", bare_stormy);
  report.add_ratios("bare_{}_storm_ratio", bare_stormy, bare_calm);
  report.add("storm_updates_per_s", counted / (took_us / 1e6), "/s");
  report_phases(report, "take_storm_{}_mean_ms", taken);
  std::ranges::sort(taken, std::greater(), &Storm::Take::us);
  report_phases(report, "take_storm_slow_{}_ms", std::span(taken).first(taken.size() / 50));
  report.finish();
}

}  // namespace
}  // namespace takt::bench

int main() {
  takt::bench::run();
}
