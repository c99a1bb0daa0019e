// Newsroom data through the whole path, from push to acknowledged: a whole rundown of 10, 100,
// 1,000 and 5,000 parts with five pieces a part, and one segment's update in each while the show is
// on air; and the whole rundown sent again with one part in fifty changed. Figures:
// full_ingest_<parts>_ms, segment_update_<parts>_p50_ms, rundown_update_<parts>_p50_ms, each with
// its share in blueprint, model and commit, and segment_update_growth_100_5000 (aim: at most 2).
// _own_p50_ms is the time in blueprint and model alone, without queue, disk and answer: what a system
// without a database can be compared with.
//
//   bench_ingest                 all of it
//   bench_ingest 1000 [updates]  one size alone

#include "base/log.h"
#include "harness.h"
#include "show_fixture.h"

namespace takt::bench {
namespace {

constexpr int kUpdates = 40;
constexpr int kWarmUpUpdates = 5;

struct Split {
  std::vector<double> all, own, blueprint, model, commit;

  void note(double us, const worker::JobTimings& timings) {
    all.push_back(us);
    blueprint.push_back(timings.blueprint_ms * 1000);
    model.push_back((timings.load_ms + timings.compute_ms) * 1000);
    own.push_back(blueprint.back() + model.back());
    commit.push_back((timings.commit_ms + timings.publish_ms) * 1000);
  }
  void report(Report& report, const std::string& name) const {
    const double total = percentiles(all).p50;
    report.add(name + "_own_p50_ms", percentiles(own).p50 / 1000, "ms");
    report.add(name + "_blueprint_share", percentiles(blueprint).p50 / total, "");
    report.add(name + "_model_share", percentiles(model).p50 / total, "");
    report.add(name + "_commit_share", percentiles(commit).p50 / total, "");
  }
};

/// One of three segments in turns (in a small rundown always the same) with other pieces than in
/// the update before, so that its parts really change.
JsonObject changed_segment(int update, const ShowOptions& options) {
  constexpr int kTurns = 3;  // odd, as pieces change with every other update
  const int segments = (options.parts + kPartsPerSegment - 1) / kPartsPerSegment;
  const int turns = segments < kTurns ? 1 : kTurns;
  ShowOptions changed = options;
  changed.pieces_per_part += 1 + update % 2;
  return bench_segment((segments / 2 + update % turns) % segments, changed);
}

/// The whole rundown, of which one part in fifty has another number of pieces than in the update
/// before.
JsonObject changed_rundown(int update, const ShowOptions& options) {
  constexpr size_t kEvery = 50;
  JsonObject payload = bench_rundown("bench", options);
  payload["isCreateAction"] = false;
  size_t number = 0;
  for (Json& segment : payload.at("ingestRundown").at("segments").as_array()) {
    for (Json& part : segment.at("parts").as_array()) {
      if (number++ % kEvery == 0) {
        part.at("payload").at("pieces") = options.pieces_per_part + 1 + update % 2;
      }
    }
  }
  return payload;
}

/// Sends an update of the show on air again and again.
Split measure_updates(ShowFixture& show, const std::string& job, int updates,
                      const std::function<JsonObject(int)>& make) {
  Split split;
  for (int i = 0; i < kWarmUpUpdates + updates; ++i) {
    JsonObject payload = make(i);
    conductor::JobReport done;
    const double us = time_us([&] { done = show.run(QueueKind::ingest, job, std::move(payload)); });
    if (i >= kWarmUpUpdates) split.note(us, done.timings);
  }
  return split;
}

/// p50 of a segment's update, in us.
double measure(Report& report, int parts, int updates = kUpdates) {
  DataFolder folder(fmt::format("ingest_{}", parts));
  ShowOptions options;
  options.parts = parts;
  ShowFixture show(folder.path(), options);

  Split full;
  for (int i = 0; i < 3; ++i) {
    JsonObject rundown = bench_rundown(fmt::format("full{}", i), options);
    conductor::JobReport done;
    const double us =
        time_us([&] { done = show.run(QueueKind::ingest, "updateRundown", std::move(rundown)); });
    full.note(us, done.timings);
    show.run(QueueKind::ingest, "removeRundown",
             JsonObject{{"rundownExternalId", fmt::format("full{}", i)}, {"forceDelete", true}});
  }
  const std::string full_name = fmt::format("full_ingest_{}", parts);
  report.add(full_name + "_ms", percentiles(full.all).p50 / 1000, "ms");
  full.report(report, full_name);

  show.activate();
  show.take();
  folder.settle();
  const Split update = measure_updates(show, "updateSegment", updates, [&](int i) {
    return JsonObject{{"rundownExternalId", "bench"},
                      {"isCreateAction", false},
                      {"ingestSegment", changed_segment(i, options)}};
  });
  const std::string update_name = fmt::format("segment_update_{}", parts);
  report.add(update_name, percentiles(update.all));
  update.report(report, update_name);
  const Split whole = measure_updates(show, "updateRundown", updates / 2,
                                      [&](int i) { return changed_rundown(i, options); });
  const std::string whole_name = fmt::format("rundown_update_{}", parts);
  report.add(whole_name, percentiles(whole.all));
  whole.report(report, whole_name);
  return percentiles(update.all).p50;
}

int run(const std::vector<int>& wanted) {
  log::set_level(LogLevel::error);
  Report report("ingest");
  if (!wanted.empty()) {
    measure(report, wanted[0], wanted.size() > 1 ? wanted[1] : kUpdates);
    report.finish();
    return 0;
  }
  measure(report, 10);
  const double small = measure(report, 100);
  measure(report, 1000);
  const double large = measure(report, 5000);
  report.add_ratio("segment_update_growth_100_5000", large, small);
  report.finish();
  return 0;
}

}  // namespace
}  // namespace takt::bench

int main(int argc, char** argv) {
  std::vector<int> wanted;
  for (int i = 1; i < argc; ++i) wanted.push_back(std::atoi(argv[i]));
  return takt::bench::run(wanted);
}
