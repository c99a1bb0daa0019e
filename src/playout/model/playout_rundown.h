#pragma once

// One rundown of a playlist as playout sees it: its segments and parts in playing order, shared with
// the store, and the adlib testing segment, the one thing in it that playout owns. Content is loaded
// on first use.

#include <memory>
#include <vector>

#include "store/document_view.h"

namespace takt::playout {

struct PlayoutSegment {
  Doc<Segment> segment;
  std::vector<Doc<Part>> parts;  // by rank

  const SegmentId& id() const { return segment->_id; }
  bool is_adlib_testing() const { return segment->orphaned == kOrphanedAdlibTesting; }
  Doc<Part> first_playable_part() const;
};
using SegmentPtr = std::shared_ptr<const PlayoutSegment>;

class PlayoutRundown {
 public:
  PlayoutRundown(const DocumentView& documents, Doc<Rundown> rundown)
      : documents_(documents), rundown_(std::move(rundown)) {}

  const Rundown& operator*() const { return *rundown_; }
  const Rundown* operator->() const { return rundown_.get(); }
  const RundownId& id() const { return rundown_->_id; }
  const Doc<Rundown>& document() const { return rundown_; }

  /// By rank; the adlib testing segment first.
  const std::vector<SegmentPtr>& segments() const;
  SegmentPtr find_segment(const SegmentId& id) const;
  std::vector<Doc<RundownBaselineObj>> baseline_objects() const;

  SegmentPtr adlib_testing_segment() const;
  /// Throws UserError AdlibTestingAlreadyActive.
  void insert_adlib_testing_segment(const SegmentId& id);
  bool remove_adlib_testing_segment();
  /// Keeps the segment just before the others after ingest moved them.
  void update_adlib_testing_rank();
  bool adlib_testing_changed() const { return adlib_testing_changed_; }

 private:
  std::vector<SegmentPtr>& loaded() const;
  double adlib_testing_rank() const;
  bool has_stored_adlib_testing_segment() const;

  const DocumentView& documents_;
  Doc<Rundown> rundown_;
  mutable bool is_loaded_ = false;
  mutable std::vector<SegmentPtr> segments_;
  bool adlib_testing_changed_ = false;
};

}  // namespace takt::playout
