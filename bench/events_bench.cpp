// What a take costs while the events thread has more to do than it can: hundreds of timing events
// and rundown events wait all the while, each with a blueprint's hook, the as-run log and a commit.
// As a ratio to takes on the same studio without them, in turns in one run. Figures:
// take_p50_events_flood_ratio, take_p99_events_flood_ratio, events_flood_per_second, and where a
// take's time goes in the flood (take_flood_<phase>_p50_ms).

#include <atomic>

#include "base/log.h"
#include "harness.h"
#include "show_fixture.h"

namespace takt::bench {
namespace {

constexpr int kBlocks = 12;
constexpr int kTakesPerBlock = 25;
constexpr int kEventsPerBlock = 4000;
constexpr auto kPause = std::chrono::milliseconds(25);

/// A queue of events that lasts for a block of takes.
class Flood {
 public:
  explicit Flood(ShowFixture& show) : show_(show) {}

  /// Returns when all are on disk; by then some have run.
  void rise() {
    const Doc<Playlist> playlist = show_.playlist();
    const auto on_air = playlist->currentPartInfo;
    for (int i = 0; i < kEventsPerBlock; ++i) {
      // Equal ones would be merged.
      JsonObject payload{{"playlistId", playlist->_id.str()}, {"number", ++pushed_}};
      const bool is_timing = i % 2 == 0 && on_air;
      if (is_timing) {
        payload["partInstanceId"] = on_air->partInstanceId.str();
      } else {
        payload["rundownId"] = playlist->rundownIdsInOrder.front().str();
      }
      show_.push(QueueKind::events, is_timing ? "partInstanceTimings" : "rundownDataChanged",
                 std::move(payload),
                 {[this](const JobId&) { ++accepted_; },
                  [this](const conductor::JobReport& report) {
                    ++ended_;
                    if (report.error) ++failed_;
                  }});
    }
    wait_for(accepted_);
  }
  void wait_for_end() { wait_for(ended_); }
  int ended() const { return ended_; }
  int waiting() const { return pushed_ - ended_; }
  int failed() const { return failed_; }

 private:
  void wait_for(const std::atomic<int>& count) {
    while (count + failed_ < pushed_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  ShowFixture& show_;
  int pushed_ = 0;
  std::atomic<int> accepted_ = 0;
  std::atomic<int> ended_ = 0;
  std::atomic<int> failed_ = 0;
};

struct Samples {
  std::vector<double> take_us;
  std::array<std::vector<double>, conductor::kPhases.size()> phases_us;

  void take(ShowFixture& show) {
    const ShowFixture::Timed taken = show.take();
    take_us.push_back(taken.us);
    const auto phases = conductor::phases_of(taken.report.timings);
    for (size_t i = 0; i < phases.size(); ++i) phases_us.at(i).push_back(phases[i] * 1000);
  }
};

void take_a_block(ShowFixture& show, Samples& samples) {
  for (int take = 0; take < kTakesPerBlock; ++take) {
    if (!show.playlist()->nextPartInfo) show.activate();
    std::this_thread::sleep_for(kPause);
    samples.take(show);
  }
}

void measure(Report& report) {
  DataFolder folder("events");
  ShowOptions options;
  options.parts = 100;
  options.events_hook = true;
  ShowFixture show(folder.path(), options);
  show.activate();
  Flood flood(show);
  Samples quiet;
  Samples flooded;
  double flooded_us = 0;
  int events = 0;
  for (int block = 0; block < kBlocks; ++block) {
    if (block % 2 == 0) {
      take_a_block(show, quiet);
      continue;
    }
    flood.rise();
    const int before = flood.ended();
    flooded_us += time_us([&] { take_a_block(show, flooded); });
    events += flood.ended() - before;
    if (flood.waiting() == 0) throw std::runtime_error("the flood ended before the takes");
    flood.wait_for_end();
  }
  if (flood.failed() > 0) throw std::runtime_error("events failed");
  const Percentiles without = percentiles(quiet.take_us);
  const Percentiles with = percentiles(flooded.take_us);
  report.add("take_events_quiet", without);
  report.add("take_events_flood", with);
  report.add_ratios("take_{}_events_flood_ratio", with, without);
  report.add("events_flood_per_second", events / (flooded_us / 1e6), "/s");
  for (size_t i = 0; i < conductor::kPhases.size(); ++i) {
    for (const auto& [name, samples] : {std::pair("quiet", &quiet), std::pair("flood", &flooded)}) {
      report.add(fmt::format("take_{}_{}_p50_ms", name, conductor::kPhases[i]),
                 percentiles(samples->phases_us.at(i)).p50 / 1000, "ms");
    }
  }
}

}  // namespace
}  // namespace takt::bench

int main() {
  takt::log::set_level(takt::LogLevel::error);
  takt::bench::Report report("events");
  takt::bench::measure(report);
  report.finish();
  return 0;
}
