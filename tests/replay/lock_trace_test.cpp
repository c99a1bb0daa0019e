// Which locks each job takes, in which order, and what it does under them, over all recorded
// scenarios: the locks column of the job table (spec/jobs.md), with Takt's own rule on top (R3)
// that whoever writes a rundown's documents has its playlist's lock too.
#include <gtest/gtest.h>

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "jobs/job_context.h"
#include "replay/recorded.h"
#include "replay/runner.h"
#include "replay/scenario.h"
#include "worker/blueprint_host.h"
#include "worker/handler_table.h"

namespace takt::replay {
namespace {

using worker::LockKey;
using worker::LockKind;

enum class Rule {
  none,                   // no lock
  playlist,               // playlists, each on its own: P, PM, S + P
  rundown_then_playlist,  // R,P: the rundown throughout, playlists inside it
  playlist_then_rundown,  // P, then R for each rundown: never one inside the other
};

Rule rule_of(QueueKind queue, const std::string& job) {
  // restorePlaylistSnapshot, which needs none by spec/jobs.md, holds that of the playlist it makes.
  static const std::set<std::string> kUnlocked = {"onSystemSnapshotCreated",
                                                  "blueprintUpgradeForStudio",
                                                  "blueprintValidateConfigForStudio",
                                                  "blueprintFixUpConfigForStudio",
                                                  "blueprintIgnoreFixUpConfigForStudio",
                                                  "updateStudioBaseline",
                                                  "bucketItemImport",
                                                  "bucketItemRegenerate",
                                                  "bucketActionRegenerateExpectedPackages",
                                                  "bucketActionModify",
                                                  "bucketPieceModify",
                                                  "bucketRemoveAdlibPiece",
                                                  "bucketRemoveAdlibAction",
                                                  "bucketEmpty"};
  if (queue == QueueKind::events || kUnlocked.contains(job)) return Rule::none;
  if (queue == QueueKind::ingest) return Rule::rundown_then_playlist;
  if (job == "removePlaylist") return Rule::playlist_then_rundown;
  if (job == "orderMoveRundownToPlaylist") return Rule::rundown_then_playlist;
  return Rule::playlist;
}

class Trace final : public RunTrace {
 public:
  explicit Trace(worker::BlueprintHost& blueprints) : blueprints_(blueprints) {}

  /// The jobs, telling what they are given.
  JobTable traced(const JobTable& jobs) {
    JobTable table;
    for (const auto& [key, entry] : jobs.entries()) {
      table.add(entry.info, [this, run = entry.handler](JobContext& context, const Json& payload) {
        phases_ = &context.phases();
        loaded_ms_ = 0;
        try {
          Json result = run(context, payload);
          note_work();
          phases_ = nullptr;
          return result;
        } catch (...) {
          phases_ = nullptr;
          throw;
        }
      });
    }
    return table;
  }

  void starts(QueueKind queue, const std::string& job) override {
    name_ = job;
    rule_ = rule_of(queue, job);
    events_.clear();
    held_.clear();
    script_ = script_time();
    phases_ = nullptr;
    seen.insert(job);
  }
  void locks(const LockKey& key) override {
    note_work();
    note("+" + lock_name(key));
    switch (rule_) {
      case Rule::none:
        expect(false, "takes no lock");
        break;
      case Rule::playlist:
        expect(key.kind == LockKind::playlist && held_.empty(), "takes one playlist at a time");
        break;
      case Rule::rundown_then_playlist:
        expect(key.kind == LockKind::rundown
                   ? held_.empty()
                   : !held_.empty() && held_.front().kind == LockKind::rundown,
               "takes its rundown first, then playlists inside it");
        break;
      case Rule::playlist_then_rundown:
        expect(held_.empty(), "holds one lock at a time");
        break;
    }
    held_.push_back(key);
    locked.insert(name_);
  }
  void commits() override {
    if (name_.empty()) return;  // a write step
    note_work();
    note("commit");
    expect(rule_ == Rule::none || !held_.empty() || locked_nothing(),
           "commits while it has its locks");
  }
  void unlocks(const LockKey& key) override {
    note_work();
    note("-" + lock_name(key));
    expect(std::erase(held_, key) == 1, "gives back what it holds");
  }
  void ends() override {
    expect(held_.empty(), "keeps no lock");
    if (name_ == "takeNextPart" || name_ == "updateRundown") shapes[name_].insert(shape());
    name_.clear();
  }

  std::set<std::string> seen;
  std::set<std::string> locked;
  std::set<std::string> loaded;
  /// Of some jobs: the trace without ids.
  std::map<std::string, std::set<std::string>> shapes;

 private:
  std::chrono::nanoseconds script_time() { return blueprints_.get().engine().script_time(); }
  void note(std::string event) { events_.push_back(std::move(event)); }
  /// What was done since the last event: documents loaded into a model, and scripts run on it.
  void note_work() {
    if (phases_ != nullptr && phases_->load_ms > loaded_ms_) {
      loaded_ms_ = phases_->load_ms;
      note("load");
      loaded.insert(name_);
      expect(!held_.empty(), "loads its model under its lock");
    }
    const auto now = script_time();
    if (now != script_) note("blueprint");
    script_ = now;
  }
  bool locked_nothing() const {
    return std::none_of(events_.begin(), events_.end(),
                        [](const std::string& event) { return event.starts_with('+'); });
  }
  std::string shape() const {
    std::string text;
    for (const std::string& event : events_) {
      text += (text.empty() ? "" : " ") + event.substr(0, event.find(':'));
    }
    return text;
  }
  void expect(bool holds, const char* what) {
    std::string text;
    for (const std::string& event : events_) text += " " + event;
    EXPECT_TRUE(holds) << name_ << " " << what << ":" << text;
  }

  worker::BlueprintHost& blueprints_;
  std::string name_;
  Rule rule_{};
  std::vector<std::string> events_;
  std::vector<LockKey> held_;
  std::chrono::nanoseconds script_{};
  const JobPhases* phases_ = nullptr;  // of the running job
  double loaded_ms_ = 0;
};

TEST(LockTrace, EveryJobTakesItsLocksInOrderAndCommitsUnderThem) {
  const auto folder = conformance_folder();
  if (!folder) GTEST_SKIP() << "no recorded scenarios; set TAKT_VECTORS";
  log::set_level(LogLevel::off);
  worker::BlueprintHost blueprints({.host_url = "https://oracle.invalid:3000"});
  Trace trace(blueprints);
  const JobTable jobs = trace.traced(worker::make_job_table());
  RunOptions options;
  options.trace = &trace;
  for (const auto& file : scenario_files({*folder / "vectors"})) {
    if (file.parent_path().filename() == "fuzz") continue;
    const Scenario scenario = read_scenario(read_json(file), *folder / "blueprints");
    run_scenario(
        scenario, jobs, [&]() -> blueprints::Blueprints& { return blueprints.get(); }, options);
    if (HasFailure()) FAIL() << "in " << scenario.name;
  }
  for (const auto& [name, entry] : jobs.entries()) {
    if (trace.seen.contains(name.second)) continue;
    std::cout << "not in any scenario: " << name.second << "\n";
  }
  // What holds for all holds for many: the scenarios reach most of the table.
  EXPECT_GE(trace.seen.size(), 60u);
  EXPECT_GE(trace.locked.size(), 50u);
  EXPECT_GE(trace.loaded.size(), 45u);
  EXPECT_TRUE(trace.shapes["takeNextPart"].contains("+playlist load blueprint commit -playlist"));
  // The newsroom's data is generated before the playlist is locked.
  const auto& updates = trace.shapes["updateRundown"];
  EXPECT_TRUE(std::any_of(updates.begin(), updates.end(), [](const std::string& shape) {
    return shape.starts_with("+rundown load blueprint +playlist") &&
           shape.ends_with("commit -playlist -rundown");
  })) << *updates.begin();
  EXPECT_TRUE(std::none_of(updates.begin(), updates.end(), [](const std::string& shape) {
    return shape.starts_with("+rundown +playlist") ||
           shape.starts_with("+rundown load +playlist blueprint");
  }));
}

}  // namespace
}  // namespace takt::replay
