#pragma once

// What the parts of a rundown were generated from when that was done last, and what it gave: a part
// that the blueprint gives as before needn't be made again, nor a piece of one that it changed.
// Documents depend on nothing but their input, so that what is kept here is never wrong, only
// missing. A job has those of its rundown alone.

#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "blueprints/post_process.h"
#include "ingest/model/ingest_part.h"
#include "jobs/job_context.h"

namespace takt::ingest {

struct KnownPiece {
  /// Of everything that the document is made from but the pieces before it.
  Hash128 input;
  /// What it has to do with those.
  blueprints::PieceTrace trace;
};

struct KnownPart {
  /// Of everything that the documents are made from.
  Hash128 input;
  PartDocuments documents;
  /// Of each of documents.pieces.
  std::vector<KnownPiece> pieces;
};

/// By segment; the parts in the order in which the blueprint gave them.
using KnownParts = std::unordered_map<SegmentId, std::vector<KnownPart>>;

/// Of the rundown as it was committed last. Never null; empty when nothing is known.
std::shared_ptr<KnownParts> take_known_parts(const DocumentView& documents, const RundownId& id);

/// For the next job, once this one is committed.
void keep_known_parts(JobContext& job, const RundownId& id, std::shared_ptr<KnownParts> parts);

}  // namespace takt::ingest
