#pragma once

// The parts of a rundown as they are stored, with all that belongs to each, loaded segment by segment:
// an operation on one segment of a large rundown reads no other. Of the job's documents as they were
// before the model is saved. One job, one thread.

#include "ingest/model/ingest_part.h"
#include "store/document_view.h"

namespace takt::ingest {

class StoredParts {
 public:
  StoredParts(const DocumentView& documents, RundownId rundown);
  StoredParts(const StoredParts&) = delete;
  StoredParts& operator=(const StoredParts&) = delete;

  /// In the order in which they are stored. The reference stays valid. For who takes them over: what
  /// is loaded and not in the model any more is removed when that is saved.
  const std::vector<PartDocuments>& of(const SegmentId& segment);
  /// The parts alone, to look at.
  Docs<Part> look(const SegmentId& segment) const;
  /// Whether the segment has parts; loads none.
  bool has_any(const SegmentId& segment) const;
  /// nullptr: there is no such part in this rundown.
  Doc<Part> find(const PartId& id) const;
  /// nullptr: none that ingest owns.
  Doc<Segment> find_segment(const SegmentId& id) const;
  /// Those that were loaded, each segment once.
  const std::vector<std::unique_ptr<std::vector<PartDocuments>>>& loaded() const { return loaded_; }

 private:
  template <class T>
  bool may_have() const;
  PartDocuments load(Doc<Part> part) const;
  std::vector<IngestPackage> packages_of(const PartDocuments& content) const;

  const DocumentView& documents_;
  const RundownId rundown_;
  const bool has_adlib_pieces_, has_adlib_actions_, has_playout_items_;
  std::vector<std::unique_ptr<std::vector<PartDocuments>>> loaded_;
  std::unordered_map<SegmentId, const std::vector<PartDocuments>*> by_segment_;
};

}  // namespace takt::ingest
