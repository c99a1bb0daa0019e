#pragma once

// A segment of an IngestModel with its parts. Parts that were taken away stay known until the model
// is saved, so that one that comes back is compared with what is stored. Owned by the IngestModel;
// pointers to parts are valid until the part is replaced. One thread.

#include <memory>
#include <unordered_map>
#include <vector>

#include "ingest/model/stored_parts.h"

namespace takt::ingest {

class IngestSegmentModel {
 public:
  /// As stored. Its parts are loaded when somebody asks for them; `source` outlives it.
  IngestSegmentModel(Doc<Segment> stored, StoredParts& source);
  /// As stored, without its parts.
  explicit IngestSegmentModel(Doc<Segment> stored) : segment_(std::move(stored)) {}
  /// Generated, still without parts; `before` is the segment that it replaces, null for a new one.
  IngestSegmentModel(Segment generated, const IngestSegmentModel* before);

  const Segment& operator*() const { return *segment_; }
  const Segment* operator->() const { return segment_.get(); }
  const SegmentId& id() const { return segment_->_id; }
  const Doc<Segment>& document() const { return segment_; }

  /// In the order in which they are stored and came; not by rank.
  std::vector<IngestPartModel*> parts() const;
  /// The same, one after the other.
  template <class See>
  void for_each_part(const See& see) const {
    load();
    for (const Entry& entry : parts_) {
      if (!entry.removed) see(*entry.part);
    }
  }
  bool empty() const;
  IngestPartModel* find_part(const PartId& id) const;
  /// False: nobody asked for its parts; they are as stored.
  bool is_loaded() const { return source_ == nullptr; }
  /// The segment, or one of its parts, differs from what is stored.
  bool changed() const;

  void set_rank(double rank);
  void set_orphaned(const Opt<std::string>& orphaned);
  void set_hidden(bool hidden);
  void remove_all_parts();
  IngestPartModel& replace_part(PartDocuments generated);

 private:
  friend class IngestModel;
  void set_id(const SegmentId& id, const std::string& external_id);
  Segment& edit();
  void load() const;

  struct Entry {
    std::shared_ptr<IngestPartModel> part;
    bool removed = false;
  };
  Doc<Segment> segment_;
  bool segment_changed_ = false;
  /// Until the parts are loaded.
  mutable StoredParts* source_ = nullptr;
  mutable std::vector<Entry> parts_;
  mutable std::unordered_map<PartId, size_t> places_;
};

}  // namespace takt::ingest
