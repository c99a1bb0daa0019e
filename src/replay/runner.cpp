#include "replay/runner.h"

#include <algorithm>
#include <deque>

#include "replay/document_text.h"
#include "replay/hash_notes.h"
#include "replay/references.h"
#include "replay/world.h"
#include "worker/job_runner.h"

namespace takt::replay {

namespace {

/// More than this in one step is taken for jobs that queue each other for ever.
constexpr size_t kMaxDrained = 1000;

struct Outcome {
  Json result;
  Json error;
  std::vector<QueuedJob> queued;
};

/// In the recorded form, which leaves out empty arguments.
Json error_json(const UserError& error) {
  JsonObject out{{"key", static_cast<int>(error.key())},
                 {"keyName", key_name(error.key())},
                 {"message", key_template(error.key())},
                 {"errorCode", error.error_code()},
                 {"rawMessage", error.raw_message()}};
  if (!error.args().empty()) out["args"] = error.args();
  return out;
}

/// Answers every command at once, and keeps it as the result shows it.
class StandInDevices final : public worker::DeviceCommands {
 public:
  Json run(const StudioId&, PeripheralDeviceCommand command, double) override {
    JsonObject shown = to_json(command).as_object();
    shown.erase("_id");
    shown.erase("time");
    commands.push_back(std::move(shown));
    return JsonObject{{"result", 0}};
  }

  JsonArray commands;
};

/// Grants everything; tells the trace.
class TracedLocks final : public worker::LockService {
 public:
  explicit TracedLocks(RunTrace* trace) : trace_(trace) {}
  void acquire(const worker::LockKey& key, const worker::JobTask&) override {
    if (trace_) trace_->locks(key);
  }
  void release(const worker::LockKey& key) override {
    if (trace_) trace_->unlocks(key);
  }

 private:
  RunTrace* trace_;
};

class Runner {
 public:
  Runner(const Scenario& scenario, const JobTable& jobs, const worker::BlueprintSource& blueprints,
         const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        world_(scenario),
        locks_(options.trace),
        jobs_(jobs, world_.store(), locks_, devices_, follow_ups_, world_.clock(), world_.ids(),
              blueprints) {
    if (options.trace == nullptr) return;
    world_.store().subscribe(
        [trace = options.trace](const StudioId&, const auto&) { trace->commits(); });
  }

  Json run() {
    JsonArray steps;
    for (const Step& step : scenario_.steps) {
      world_.clock().set(step.at);
      world_.begin_step();
      JsonObject out = step.job ? job_step(*step.job) : write_step(step.write);
      out["changes"] = world_.changes();
      if (options_.on_timeline) note_timeline(out["changes"].get_object(), steps.size());
      steps.push_back(std::move(out));
    }
    JsonObject result{{"steps", std::move(steps)}};
    if (!notes_.all().empty()) result["hashes"] = notes_.all();
    return result;
  }

 private:
  JsonObject write_step(const CollectionDocuments& write) {
    References references(world_, scenario_.studio_id, results_);
    CollectionDocuments resolved = write;
    for (auto& [collection, documents] : resolved) {
      for (Json& document : documents) document = references.resolve(document);
    }
    world_.write(resolved);
    results_.push_back(nullptr);
    return {{"name", "write"}, {"result", nullptr}, {"queued", JsonArray{}}};
  }

  JsonObject job_step(const JobStep& step) {
    JsonObject out{{"name", step.job}};
    References references(world_, scenario_.studio_id, results_);
    const Json data = references.resolve(step.data);
    if (references.any()) out["data"] = decode_json_texts(data);

    devices_.commands.clear();
    Outcome outcome = run_job(step.queue, step.job, data);
    if (outcome.error.is_null()) {
      out["result"] = decode_json_texts(outcome.result);
    } else {
      out["error"] = outcome.error;
    }
    results_.push_back(outcome.result);

    JsonArray queued;
    note_queued(outcome.queued, queued);
    if (scenario_.drain) {
      JsonArray drained = drain(std::move(outcome.queued), queued);
      if (!drained.empty()) out["drained"] = std::move(drained);
    }
    out["queued"] = std::move(queued);
    if (!devices_.commands.empty()) out["deviceCommands"] = devices_.commands;
    return out;
  }

  Outcome run_job(const std::string& queue, const std::string& name, const Json& data) {
    try {
      const auto kind = queue_kind_by_name(queue);
      if (!kind) throw std::runtime_error("unknown queue " + queue);
      worker::JobTask task;
      task.queue = *kind;
      task.name = name;
      task.payload = data;
      const Configuration& configuration = world_.configuration();
      if (options_.trace) options_.trace->starts(*kind, name);
      worker::JobOutcome done = jobs_.run(task, configuration);
      if (options_.trace) options_.trace->ends();
      Outcome outcome{std::move(done.result), nullptr, settle_debounced(std::move(done.queued))};
      if (done.error) outcome.error = error_json(*done.error);
      return outcome;
    } catch (...) {
      // Settings that can't be read fail every job, as they would keep a thread from starting.
      return {nullptr, error_json(to_user_error(std::current_exception())), {}};
    }
  }

  static void note_queued(const std::vector<QueuedJob>& jobs, JsonArray& out) {
    for (const QueuedJob& job : jobs) {
      out.push_back(JsonObject{{"queue", queue_kind_name(job.queue)},
                               {"name", job.name},
                               {"data", decode_json_texts(job.data)}});
    }
  }

  /// Runs what was queued, and what that queues, until nothing is left: always the oldest of the
  /// studio queue, else of ingest, else of events.
  JsonArray drain(std::vector<QueuedJob> jobs, JsonArray& queued) {
    std::deque<QueuedJob> waiting[3];
    const auto push = [&waiting](std::vector<QueuedJob>& list) {
      for (QueuedJob& job : list) waiting[static_cast<size_t>(job.queue)].push_back(std::move(job));
    };
    push(jobs);
    JsonArray drained;
    while (drained.size() < kMaxDrained) {
      const auto next = std::find_if(std::begin(waiting), std::end(waiting),
                                     [](const auto& queue) { return !queue.empty(); });
      if (next == std::end(waiting)) return drained;
      const QueuedJob job = std::move(next->front());
      next->pop_front();
      // Takt has it, the recorded reference has not.
      if (job.name == "notifyCurrentlyPlayingPart") continue;
      Outcome outcome = run_job(std::string(queue_kind_name(job.queue)), job.name, job.data);
      JsonObject entry{{"queue", queue_kind_name(job.queue)}, {"name", job.name}};
      if (outcome.error.is_null()) {
        entry["result"] = decode_json_texts(outcome.result);
      } else {
        entry["error"] = outcome.error;
      }
      drained.push_back(std::move(entry));
      note_queued(outcome.queued, queued);
      push(outcome.queued);
    }
    throw std::runtime_error("jobs queue each other without end");
  }

  void note_timeline(const JsonObject& changes, size_t step) {
    const Json* timelines = changes.if_contains("timeline");
    const Json* timeline = timelines ? member(*timelines, scenario_.studio_id) : nullptr;
    const Json* blob = timeline ? member(*timeline, "timelineBlob") : nullptr;
    if (blob == nullptr || !blob->is_array()) return;
    std::string current;
    for (const Json& playlist : world_.all("rundownPlaylists")) {
      const Json* info = member(playlist, "currentPartInfo");
      if (!truthy(member(playlist, "activationId")) || info == nullptr) continue;
      current = string_member(*info, "partInstanceId");
    }
    options_.on_timeline({scenario_.name, step, world_.clock().now(), current, blob->get_array()});
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  HashNotes notes_;
  World world_;
  TracedLocks locks_;
  StandInDevices devices_;
  worker::NoFollowUps follow_ups_;
  worker::JobRunner jobs_;
  std::vector<Json> results_;
};

}  // namespace

std::vector<QueuedJob> settle_debounced(std::vector<QueuedJob> queued) {
  std::vector<QueuedJob> out;
  std::vector<QueuedJob> debounced;
  for (QueuedJob& job : queued) {
    if (job.options.debounce_ms <= 0) {
      out.push_back(std::move(job));
      continue;
    }
    // An equal one waits anew from now: it moves behind the others.
    std::erase_if(debounced, [&job](const QueuedJob& other) {
      return other.queue == job.queue && other.name == job.name && other.data == job.data;
    });
    debounced.push_back(std::move(job));
  }
  std::stable_sort(debounced.begin(), debounced.end(), [](const QueuedJob& a, const QueuedJob& b) {
    return a.options.debounce_ms < b.options.debounce_ms;
  });
  std::move(debounced.begin(), debounced.end(), std::back_inserter(out));
  return out;
}

Json run_scenario(const Scenario& scenario, const JobTable& jobs,
                  const worker::BlueprintSource& blueprints, const RunOptions& options) {
  return Runner(scenario, jobs, blueprints, options).run();
}

}  // namespace takt::replay
