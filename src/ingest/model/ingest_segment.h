#pragma once

// A segment of an IngestModel with its parts. Parts that were taken away stay known until the model
// is saved, so that one that comes back is compared with what is stored. Owned by the IngestModel;
// pointers to parts are valid until the part is replaced. One thread.

#include <memory>
#include <unordered_map>
#include <vector>

#include "ingest/model/ingest_part.h"

namespace takt::ingest {

class IngestSegmentModel {
 public:
  /// As stored, parts in any order.
  IngestSegmentModel(Doc<Segment> stored, std::vector<PartDocuments> parts);
  /// Generated, still without parts; `before` is the segment that it replaces, null for a new one.
  IngestSegmentModel(Segment generated, const IngestSegmentModel* before);

  const Segment& operator*() const { return *segment_; }
  const Segment* operator->() const { return segment_.get(); }
  const SegmentId& id() const { return segment_->_id; }
  const Doc<Segment>& document() const { return segment_; }

  /// In the order in which they are stored and came; not by rank.
  std::vector<IngestPartModel*> parts() const;
  bool empty() const;
  IngestPartModel* find_part(const PartId& id) const;
  /// The segment, or one of its parts, differs from what is stored.
  bool changed() const;

  void set_rank(double rank);
  void set_orphaned(const Opt<std::string>& orphaned);
  void set_hidden(bool hidden);
  void remove_all_parts();
  IngestPartModel& replace_part(GeneratedPart generated, const StudioId& studio);

 private:
  friend class IngestModel;
  void set_id(const SegmentId& id, const std::string& external_id);
  Segment& edit();

  struct Entry {
    std::shared_ptr<IngestPartModel> part;
    bool removed = false;
  };
  Doc<Segment> segment_;
  bool segment_changed_ = false;
  std::vector<Entry> parts_;
  std::unordered_map<PartId, size_t> places_;
};

}  // namespace takt::ingest
