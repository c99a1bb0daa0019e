#pragma once

// A snapshot with new ids for all it holds, so that it can stand beside the show it was taken of
// (spec/playout.md section 11). Works on JSON, as snapshots may come from older versions.
//
//   SnapshotRestore restore(context, parse_json(text));
//   restore.run();
//   restore.write(context.documents());

#include "jobs/job_context.h"
#include "playout/upkeep/id_map.h"

namespace takt::playout {

class SnapshotRestore {
 public:
  /// Throws std::runtime_error for what is no snapshot.
  SnapshotRestore(JobContext& context, Json snapshot);

  const PlaylistId& playlist_id() const { return playlist_id_; }
  /// Gives everything its new ids.
  void run();
  /// Throws reflect::ReflectError for a document of a wrong form.
  void write(DocumentView& documents);
  Json remapped_ids() const;

 private:
  JsonArray& list(std::string_view name);
  JsonObject& playlist() { return snapshot_["playlist"].as_object(); }
  std::string new_rundown_id(const std::string& from) const;

  void migrate_pieces();
  void restore_playlist();
  void restore_selected(std::string_view name);
  void restore_previous();
  Json restored_selection(const Json& info) const;
  void restore_rundowns();
  void use_known_show_styles(JsonObject& rundown) const;
  void restore_contents();
  void restore_instances();
  void restore_pieces();
  void restore_packages();
  JsonObject restored_package(JsonObject package);
  JsonObject restored_old_package(const JsonObject& old);
  void restore_source(JsonObject& source);
  /// References to rundown, segment, part and part instance, also of a `part` or `piece` inside.
  void restore_references(JsonObject& document);
  void put_all(DocumentView& documents, Collection collection, std::string_view name,
               bool with_new_ids);

  JobContext& context_;
  JsonObject snapshot_;
  PlaylistId playlist_id_;
  IdMap rundowns_;
  IdMap segments_;
  IdMap parts_;
  IdMap part_instances_;
  IdMap pieces_;
  IdMap packages_;
  /// Part instances' rundowns, both by their old ids.
  std::unordered_map<std::string, std::string> instance_rundowns_;
};

}  // namespace takt::playout
