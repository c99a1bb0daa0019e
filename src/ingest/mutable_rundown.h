#pragma once

// The rundown as the studio blueprint changes it (the reference's MutableIngestRundown), and what
// its changes mean for the show: which segments are to be generated again, removed, renamed or
// moved. spec/ingest.md section 5. Errors: std::runtime_error, the blueprint sees it.

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/mutable_segment.h"

namespace takt::ingest {

/// What an ingest operation is to do to the show.
struct ComputedChanges {
  IngestRundown rundown;
  std::vector<std::string> segments_to_remove;
  /// New ranks of those whose place changed.
  std::vector<std::pair<std::string, double>> updated_ranks;
  /// Places in rundown.segments.
  std::vector<size_t> segments_to_regenerate;
  bool regenerate_rundown = false;
  /// old -> new
  std::vector<std::pair<std::string, std::string>> renames;
};

class MutableRundown : public MutableNode {
 public:
  /// Of the Sofie cache.
  static MutableRundown existing(const IngestRundown& rundown);
  /// Not there yet: the newsroom's name and type, without payload and segments.
  static MutableRundown blank(const IngestRundown& nrcs);

  const std::string& type() const { return head_.type; }
  const NodeList<MutableSegment>& segments() const { return segments_; }
  std::shared_ptr<MutableSegment> segment(const std::string& id) const {
    return segments_.find(id);
  }
  /// The first of this id, with its segment; nulls when there is none.
  std::pair<std::shared_ptr<MutablePart>, std::shared_ptr<MutableSegment>> find_part(
      const std::string& id) const;

  /// `before`: null puts it last.
  void move_segment_before(const std::string& id, const std::optional<std::string>& before);
  /// `after`: null puts it first.
  void move_segment_after(const std::string& id, const std::optional<std::string>& after);
  std::shared_ptr<MutableSegment> replace_segment(const IngestSegment& segment,
                                                  const std::optional<std::string>& before);
  std::shared_ptr<MutableSegment> change_segment_external_id(const std::string& from,
                                                             const std::string& to);
  std::shared_ptr<MutableSegment> change_segment_original_external_id(const std::string& id,
                                                                      const std::string& original);
  bool remove_segment(const std::string& id) { return segments_.remove(id); }
  void remove_all_segments() { segments_.clear(); }
  void force_full_regenerate() { mark_changed(); }

  /// Not for blueprints: hands the source on.
  void set_source(const Json& source);
  /// Not for blueprints: what changed since the rundown was made, and what the Sofie cache is to
  /// hold now. Throws when an external id is used twice.
  std::pair<ComputedChanges, SofieCacheUpdate> take_changes(const RundownId& id);

 private:
  MutableRundown(const IngestRundown& rundown, bool is_new);
  class Stored;
  void note_removed(const CacheDocuments<SofieIngestCacheDoc>& make, const Stored& stored,
                    const std::unordered_set<std::string>& parts, SofieCacheUpdate& cache) const;

  IngestRundown head_;  // type, source, playlist and extra; no segments
  NodeList<MutableSegment> segments_;
  /// As the Sofie cache has them.
  SegmentList stored_;
};

}  // namespace takt::ingest
