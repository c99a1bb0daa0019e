#pragma once

// Runs a scenario through the real job handlers and gives the result in the form of
// conformance/FORMAT.md. Deterministic: clock and ids come from the scenario. The jobs run as on a
// worker's thread, but one after the other: every lock is free. One scenario on one thread; several
// threads may run different ones, each with its own blueprints.

#include <functional>
#include <vector>

#include "jobs/job_spec.h"
#include "replay/scenario.h"
#include "worker/seams.h"

namespace takt::replay {

/// A timeline that a step generated.
struct GeneratedTimeline {
  std::string scenario;
  size_t step = 0;
  Time at = 0;
  /// Of the active playlist; empty when there is none.
  std::string current_part_instance;
  JsonArray objects;
};

/// Sees what the jobs of a run do with locks and documents, as it happens.
class RunTrace {
 public:
  virtual ~RunTrace() = default;
  virtual void starts(QueueKind queue, const std::string& job) = 0;
  virtual void locks(const worker::LockKey& key) = 0;
  /// Documents were written.
  virtual void commits() = 0;
  virtual void unlocks(const worker::LockKey& key) = 0;
  virtual void ends() = 0;
};

struct RunOptions {
  /// Gets every timeline after the step that generated it.
  std::function<void(const GeneratedTimeline&)> on_timeline;
  /// May be null.
  RunTrace* trace = nullptr;
};

/// {"steps": [...], "hashes": {...}}. What a step throws is in its result; throws only for a
/// scenario that can't be run at all.
Json run_scenario(const Scenario& scenario, const JobTable& jobs,
                  const worker::BlueprintSource& blueprints, const RunOptions& options = {});

/// Jobs without and then with a debounce, the latter merged when equal and in due order: as the
/// timers of the job that queued them would run them, with the clock standing still.
std::vector<QueuedJob> settle_debounced(std::vector<QueuedJob> queued);

}  // namespace takt::replay
