#pragma once

// A studio in memory for tests of whole ingest jobs: settings, blueprints of the test's own, and
// the tables of newsroom and playout jobs. One thread, and one at a time there (it has the thread's
// script engine). A job is committed with exactly the locks that it took, so that the store refuses
// what they don't cover; a job that throws leaves what it had marked to be kept.

#include "blueprints/blueprints.h"
#include "ingest/jobs.h"
#include "jobs/job_context.h"
#include "playout/jobs.h"
#include "store/memory_store.h"

namespace takt::ingest {

struct NewsroomSetup {
  /// Members of the manifests, after those that are always there; they may be given anew.
  std::string studio_hooks = {};
  std::string show_hooks = {};
  /// Whole bundles instead.
  std::string studio_code = {};
  std::string show_code = {};
  int variants = 1;
  script::Limits limits = {};
};

/// The demo's studio and show style.
NewsroomSetup demo_blueprints();

class Newsroom {
 public:
  explicit Newsroom(const NewsroomSetup& setup = {});

  struct Outcome {
    Json result;
    /// Name of the error's key; empty: it worked.
    std::string error;
    /// With what is only for the log.
    std::string message;
    std::exception_ptr thrown;
    ChangeSet changes;
    std::vector<QueuedJob> queued;
  };

  /// A job of the ingest queue.
  Outcome run(const std::string& job, Json payload) {
    return run(QueueKind::ingest, job, std::move(payload));
  }
  Outcome run(QueueKind queue, const std::string& job, const Json& payload);
  /// The same, for a rundown "rd".
  Outcome change(const std::string& job, JsonObject payload) {
    payload["rundownExternalId"] = "rd";
    return run(job, std::move(payload));
  }
  /// Job `updateRundown` of the rundown that is given.
  Outcome ingest(JsonObject rundown);

  const Documents& documents() { return store_.studio(studio_); }
  Doc<Rundown> rundown(const std::string& external_id = "rd");
  /// Forgets all but the settings, and starts ids and time anew.
  void reset();
  /// Puts a document beside the jobs.
  template <class T>
  void put(T doc) {
    Transaction transaction;
    if (!is_system_collection(T::collection)) transaction.studio = studio_;
    transaction.changes.push_back(put_change<T>(std::make_shared<T>(std::move(doc))));
    transaction.locks.everything = true;
    store_.commit(std::move(transaction));
  }

  /// Segments with their parts, in order: "s0[p0 p1] s1[]".
  std::string outline(const std::string& external_id = "rd");
  /// Everything that the newsroom's data became, by collection: without times and random ids.
  JsonObject content();

  const StudioId& studio() const { return studio_; }
  const Documents& settings() { return store_.system(); }
  const JobTable& jobs() const { return table_; }

  ManualClock clock{kStart};

 private:
  class Context;
  static constexpr Time kStart = 1'700'000'000'000;

  void put_settings(const NewsroomSetup& setup);

  const StudioId studio_{"studio0"};
  MemoryStore store_;
  JobTable table_;
  CountedIds ids_;
  blueprints::Blueprints blueprints_;
};

/// The first difference between two contents; empty when they are equal.
std::string first_difference(const JsonObject& a, const JsonObject& b);

/// {externalId, name, rank, payload: {of: id, text}}
JsonObject part_json(const std::string& id, double rank, const std::string& text = "");
/// With parts in order, ranks from 0.
JsonObject segment_json(const std::string& id, double rank, const std::vector<std::string>& parts);
/// Rundown "rd".
JsonObject rundown_json(std::vector<JsonObject> segments);

}  // namespace takt::ingest
