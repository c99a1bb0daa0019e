// A take through the whole path, from push to acknowledged, for rundowns of 10, 100 and 1,000 parts
// with five pieces a part, as a ratio to a bare durable commit of the same bytes in the same run.
// The clock is stepped, the disk is real. Figures: take_p50_ratio_<parts>, with the blueprint's
// onTimelineGenerate take_p50_ratio_<parts>_hook; the split of a take's time; the timeline's size.

#include <atomic>

#include "bare_commit.h"
#include "base/log.h"
#include "harness.h"
#include "show_fixture.h"

namespace takt::bench {
namespace {

constexpr int kTakes = 150;
constexpr int kWarmUpTakes = 8;
// An operator's takes are at least a second apart: what one leaves to be done (events, journal,
// checkpoint) is done before the next. The peer gets the same pause.
constexpr auto kPause = std::chrono::milliseconds(25);

/// The sizes of the documents that commits write, noted while it is switched on.
class CommitSizes {
 public:
  explicit CommitSizes(Store& store) {
    store.subscribe([this](const StudioId&, const std::vector<DocumentChange>& changes) {
      if (!on_) return;
      sizes_.clear();
      for (const DocumentChange& change : changes) {
        if (!change.after) continue;
        sizes_.push_back(dump(change_json({change.collection, change.id, change.after})).size());
      }
    });
  }
  void watch(bool on) { on_ = on; }
  const std::vector<size_t>& last() const { return sizes_; }

 private:
  std::atomic<bool> on_{false};
  std::vector<size_t> sizes_;  // written by the committing thread, read when no job runs
};

struct Samples {
  std::vector<double> take, bare, queued, lock, load, blueprint, compute, commit, publish;

  void note(const worker::JobTimings& timings) {
    queued.push_back(timings.queued_ms * 1000);
    lock.push_back(timings.lock_wait_ms * 1000);
    load.push_back(timings.load_ms * 1000);
    blueprint.push_back(timings.blueprint_ms * 1000);
    compute.push_back(timings.compute_ms * 1000);
    commit.push_back(timings.commit_ms * 1000);
    publish.push_back(timings.publish_ms * 1000);
  }
};

/// Goes back to the top when the last part is on air.
void prepare_next(ShowFixture& show) {
  const Doc<Playlist> playlist = show.playlist();
  if (!playlist->activationId || !playlist->nextPartInfo) show.activate();
}

void measure(Report& report, int parts, bool timeline_hook) {
  const std::string suffix = fmt::format("{}{}", parts, timeline_hook ? "_hook" : "");
  DataFolder folder("take_" + suffix);
  ShowOptions options;
  options.parts = parts;
  options.timeline_hook = timeline_hook;
  ShowFixture show(folder.path(), options);
  CommitSizes sizes(show.store());
  show.activate();
  sizes.watch(true);
  for (int i = 0; i < kWarmUpTakes; ++i) {
    prepare_next(show);
    show.take();
  }
  sizes.watch(false);
  const std::vector<size_t> rows = sizes.last();
  size_t bytes = 0;
  for (const size_t size : rows) bytes += size;

  DataFolder bare_folder("bare_" + suffix);
  BareCommit bare(bare_folder.path(), rows);
  Samples samples;
  for (int i = 0; i < kTakes; ++i) {
    prepare_next(show);
    std::this_thread::sleep_for(kPause);
    const ShowFixture::Timed taken = show.take();
    samples.take.push_back(taken.us);
    samples.note(taken.report.timings);
    std::this_thread::sleep_for(kPause);
    samples.bare.push_back(time_us([&] { bare.commit(); }));
  }

  const Percentiles take = percentiles(samples.take);
  const Percentiles peer = percentiles(samples.bare);
  const auto timeline = show.documents().all<TimelineDocument>();
  report.add("take_" + suffix, take);
  report.add("take_bare_commit_" + suffix, peer);
  report.add_ratios("take_{}_ratio_" + suffix, take, peer);
  report.add("take_commit_bytes_" + suffix, static_cast<double>(bytes), "bytes");
  report.add("take_commit_documents_" + suffix, static_cast<double>(rows.size()), "documents");
  report.add("take_timeline_bytes_" + suffix,
             static_cast<double>(timeline.empty() ? 0 : timeline.front()->timelineBlob.size()),
             "bytes");
  const std::pair<const char*, std::vector<double>*> phases[] = {
      {"queued", &samples.queued},       {"lock", &samples.lock},
      {"load", &samples.load},           {"blueprint", &samples.blueprint},
      {"compute", &samples.compute},     {"commit", &samples.commit},
      {"publish", &samples.publish}};
  for (const auto& [name, values] : phases) {
    report.add(fmt::format("take_{}_p50_{}", name, suffix), percentiles(*values).p50 / 1000, "ms");
  }
}

}  // namespace
}  // namespace takt::bench

/// bench_take [parts...]: only these sizes, without the hook (to profile one).
int main(int argc, char** argv) {
  takt::log::set_level(takt::LogLevel::error);
  takt::bench::Report report("take");
  for (int i = 1; i < argc; ++i) takt::bench::measure(report, std::atoi(argv[i]), false);
  if (argc == 1) {
    for (const int parts : {10, 100, 1000}) {
      for (const bool hook : {false, true}) takt::bench::measure(report, parts, hook);
    }
  }
  report.finish();
  return 0;
}
