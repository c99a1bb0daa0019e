#pragma once

// A show in memory for tests of playout: a studio, a show style with a blueprint of the test's own,
// and a rundown of so many segments and parts. Jobs run through playout's table, on one thread; a
// job that throws leaves the documents as they were.

#include "blueprints/blueprints.h"
#include "jobs/job_context.h"
#include "playout/jobs.h"
#include "store/memory_store.h"

namespace takt::playout {

struct ShowOptions {
  int segments = 1;
  int parts_per_segment = 3;
  int pieces_per_part = 1;
  /// Members of the show style blueprint's manifest.
  std::string hooks = {};
  /// The same of the studio blueprint's, behind getBaseline.
  std::string studio_hooks = {};
};

class Show {
 public:
  explicit Show(const ShowOptions& options = {}) {
    put_settings(options);
    put_rundown(options);
    table_ = [] {
      JobTable table;
      add_jobs(table);
      return table;
    }();
  }

  struct Outcome {
    Json result;
    std::optional<UserError> error;
    ChangeSet changes;
    std::vector<QueuedJob> queued;
    /// Commands to devices; each is answered at once.
    std::vector<JsonObject> commands;
  };

  Outcome run(const std::string& job, Json payload);
  Outcome run(const std::string& job) { return run(job, JsonObject{{"playlistId", "playlist0"}}); }
  /// Takes from what is on air.
  Outcome take() {
    const auto info = playlist()->currentPartInfo;
    return run("takeNextPart",
               JsonObject{{"playlistId", "playlist0"},
                          {"fromPartInstanceId",
                           info ? Json(info->partInstanceId.str()) : Json(nullptr)}});
  }
  /// Throws when that fails: nothing can be tested then.
  void activate() {
    const auto outcome = run("activateRundownPlaylist",
                             JsonObject{{"playlistId", "playlist0"}, {"rehearsal", false}});
    if (outcome.error) throw std::runtime_error(dump(outcome.error->to_json()));
  }

  Doc<Playlist> playlist() { return documents().find<Playlist>(PlaylistId("playlist0")); }
  /// "part3", or "" for none.
  std::string current_part() { return part_of(playlist()->currentPartInfo); }
  std::string next_part() { return part_of(playlist()->nextPartInfo); }
  Doc<TimelineDocument> timeline() {
    return documents().find<TimelineDocument>(StudioId("studio0"));
  }
  const Documents& documents() { return store_.studio(StudioId("studio0")); }
  void change_part(int index, const std::function<void(Part&)>& change);
  /// The first piece of a part.
  void change_piece(int part, const std::function<void(Piece&)>& change);

  template <class T>
  void put(T doc) {
    Transaction transaction;
    if (!is_system_collection(T::collection)) transaction.studio = StudioId("studio0");
    transaction.changes.push_back(put_change<T>(std::make_shared<T>(std::move(doc))));
    transaction.locks.everything = true;
    store_.commit(std::move(transaction));
  }
  const Documents& system() { return store_.system(); }

  ManualClock clock{1'700'000'000'000};

 private:
  class Context;

  std::string part_of(const Opt<SelectedPartInstance>& info) {
    if (!info) return "";
    const auto instance = documents().find<PartInstance>(info->partInstanceId);
    return instance ? instance->part._id.str() : "missing";
  }
  void put_settings(const ShowOptions& options);
  void put_rundown(const ShowOptions& options);

  MemoryStore store_;
  JobTable table_;
  CountedIds ids_;
  blueprints::Blueprints blueprints_;
};

}  // namespace takt::playout
