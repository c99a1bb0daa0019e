#pragma once

// A part of an IngestModel with everything that belongs to it. Owned by its IngestSegment; one
// thread.

#include "ingest/model/adopt.h"
#include "ingest/model/ingest_package.h"

namespace takt::ingest {

struct PartDocuments {
  Doc<Part> part;
  Docs<Piece> pieces;
  Docs<AdLibPiece> adlib_pieces;
  Docs<AdLibAction> adlib_actions;
  Docs<ExpectedPlayoutItem> playout_items;
  std::vector<IngestPackage> packages;

  /// The very documents of `other`; packages don't count.
  bool are_those_of(const PartDocuments& other) const {
    return part == other.part && pieces == other.pieces && adlib_pieces == other.adlib_pieces &&
           adlib_actions == other.adlib_actions && playout_items == other.playout_items;
  }
};

/// The documents of several parts.
struct AllPartDocuments {
  Docs<Part> parts;
  Docs<Piece> pieces;
  Docs<AdLibPiece> adlib_pieces;
  Docs<AdLibAction> adlib_actions;
  Docs<ExpectedPlayoutItem> playout_items;

  void add(const PartDocuments& part);
};

/// What a blueprint generated for a part; the part has its ids, rank and notes.
struct GeneratedPart {
  Part part;
  Docs<Piece> pieces;
  std::vector<AdLibPiece> adlib_pieces;
  std::vector<AdLibAction> adlib_actions;
};

/// With all that follows from it.
PartDocuments to_documents(GeneratedPart generated, const StudioId& studio);

class IngestPartModel {
 public:
  /// As stored.
  explicit IngestPartModel(PartDocuments stored) : documents_(std::move(stored)) {}
  /// Generated; `before` is the part that it replaces, null for a new one.
  IngestPartModel(PartDocuments generated, const IngestPartModel* before);

  const Part& operator*() const { return *documents_.part; }
  const Part* operator->() const { return documents_.part.get(); }
  const PartId& id() const { return documents_.part->_id; }
  const PartDocuments& documents() const { return documents_; }
  /// Anything of it differs from what is stored.
  bool changed() const { return changed_; }

  void set_invalid(bool invalid);
  /// Its segment has another id now.
  void set_segment_id(const SegmentId& id);

 private:
  PartDocuments documents_;
  bool changed_ = false;
};

}  // namespace takt::ingest
