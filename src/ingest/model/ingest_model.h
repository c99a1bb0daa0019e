#pragma once

// One rundown's planned content under work by an ingest operation: rundown, segments, parts and all
// that belongs to them, as an overlay over the stored documents. Segments' parts and the baseline
// are loaded when they are asked for first. save() writes what differs into the job's change set.
// Made from a held RundownLock only (DESIGN R3); adlib testing segments belong to playout and are
// not seen here. One job, one thread.

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/model/ingest_segment.h"
#include "ingest/model/known_parts.h"
#include "jobs/job_context.h"
#include "playout/model/notifications.h"

namespace takt::ingest {

/// What a blueprint generated for the rundown itself, its own objects and its global pieces.
struct GeneratedBaseline {
  std::string timeline_objects;  // JSON text of an array of timeline objects
  std::vector<BaselineAdLibPiece> adlib_pieces;
  std::vector<BaselineAdLibAction> adlib_actions;
  std::vector<Piece> global_pieces;
  Opt<Json> expected_packages;
  /// Of the baseline itself, as the blueprint gave them.
  JsonArray playout_items;
};

class IngestModel {
 public:
  /// `lock`: of the rundown with this external id.
  IngestModel(JobContext& context, const RundownLock& lock, std::string external_id);

  const RundownId& rundown_id() const { return rundown_id_; }
  const std::string& external_id() const { return external_id_; }
  /// Null before the rundown was generated first.
  const Doc<Rundown>& rundown_or_null() const { return rundown_; }
  /// Throws when there is none.
  const Rundown& rundown() const;

  IngestSegmentModel* find_segment(const SegmentId& id) const;
  IngestSegmentModel* find_segment_by_external_id(const std::string& id) const;
  /// In the order in which they are stored and came.
  std::vector<IngestSegmentModel*> segments() const;
  std::vector<IngestSegmentModel*> segments_by_rank() const;
  /// Segments by rank; the parts of each in the order in which they are stored and came.
  std::vector<IngestPartModel*> ordered_parts() const;
  /// Of these, those of segments whose parts are loaded: all others are as stored.
  std::vector<IngestPartModel*> loaded_parts() const;
  /// A part as it is now, or nullptr. Loads none.
  const Part* find_part(const PartId& id) const;
  /// The same with what belongs to it; loads its segment.
  const IngestPartModel* find_part_model(const PartId& id) const;
  const Docs<Piece>& global_pieces() const { return baseline().global_pieces; }
  const std::vector<IngestPackage>& baseline_packages() const { return baseline().packages; }
  /// As before the operation.
  StoredParts& stored_parts() const { return stored_parts_; }
  KnownParts& known_parts() { return *known_parts_; }
  /// Hands them on to the next job, without those of segments that are gone.
  void keep_known_parts();

  /// Replaces the segment of this id; its parts come by replace_part.
  IngestSegmentModel& replace_segment(Segment generated);
  void remove_segment(const SegmentId& id);
  /// Gives a segment another id, with all it holds. Throws when that is in use.
  void change_segment_id(const SegmentId& from, const SegmentId& to,
                         const std::string& to_external_id);

  void set_rundown(Rundown generated);
  void set_baseline(GeneratedBaseline baseline);
  void set_playlist_id(const PlaylistId& id);
  void set_orphaned(const Opt<std::string>& orphaned);
  void set_air_status(const std::string& status);
  /// People are told, or no longer told, that it can't leave its playlist.
  void set_trapped(bool trapped);

  bool has_changes() const;
  /// What save() would put of segments and parts as they are now.
  ChangeSet likely_changes() const;
  /// Writes what differs from the stored documents. Throws when a part id is used twice.
  void save();

 private:
  struct Entry {
    std::shared_ptr<IngestSegmentModel> segment;
    bool removed = false;
  };
  struct StoredAndNow {
    AllPartDocuments stored, now;
  };
  /// What belongs to the rundown itself.
  struct Baseline {
    Docs<Piece> global_pieces;
    Docs<RundownBaselineObj> objects;
    Docs<BaselineAdLibPiece> adlib_pieces;
    Docs<BaselineAdLibAction> adlib_actions;
    Docs<ExpectedPlayoutItem> playout_items;
    std::vector<IngestPackage> packages;
  };

  void load();
  Baseline load_baseline() const;
  Baseline& baseline() const;
  bool packages_changed() const;
  void load_everything() const;
  void put_segment(std::shared_ptr<IngestSegmentModel> segment);
  void edit_rundown(const std::function<void(Rundown&)>& change);
  void check_part_ids() const;
  StoredAndNow differing_parts() const;
  void save_parts(DocumentView& documents) const;
  void save_all_packages(DocumentView& documents);

  JobContext& context_;
  const RundownId rundown_id_;
  const std::string external_id_;
  Docs<Segment> stored_segments_;
  mutable StoredParts stored_parts_;
  std::shared_ptr<KnownParts> known_parts_;

  Doc<Rundown> rundown_;
  std::vector<Entry> segments_;
  std::unordered_map<std::string_view, size_t> places_;  // by ids of stored_segments_ and new_ids_
  std::deque<SegmentId> new_ids_;
  /// Loaded when it is asked for: as it was stored, and as it is now.
  mutable std::optional<Baseline> stored_baseline_, baseline_;
  mutable Docs<Part> found_;  // keeps what find_part gave
  playout::NotificationChanges notifications_;
  bool changed_ = false;  // rundown and baseline
};

}  // namespace takt::ingest
