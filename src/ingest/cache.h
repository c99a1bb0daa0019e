#pragma once

// The two ingest caches of a rundown: what the newsroom sent last (NRCS) and what the studio
// blueprint made of it (Sofie). One document each for the rundown, every segment and every part.
// spec/ingest.md section 2. Under the rundown's lock.

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "ingest/ingest_data.h"
#include "model/ids.h"
#include "model/ingest_cache.h"
#include "store/document_view.h"

namespace takt::ingest {

/// D: NrcsIngestCacheDoc or SofieIngestCacheDoc. nullopt: the cache holds no rundown. Segments
/// without a document of their own are dropped with their parts; the rest is sorted by rank.
template <class D>
std::optional<IngestRundown> read_cache(const DocumentView& documents, const RundownId& rundown);

/// Removes all of a rundown's documents.
template <class D>
void clear_cache(DocumentView& documents, const RundownId& rundown);

/// Makes the newsroom's cache hold exactly `rundown`. As in the reference every document gets the
/// time of this write, changed or not.
void write_nrcs_cache(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
                      Time now);

/// What is to be done to the Sofie cache: the documents that differ, and the ids of all that stay.
struct SofieCacheUpdate {
  std::vector<SofieIngestCacheDoc> changed;
  std::unordered_set<std::string> all_ids;
};
void write_sofie_cache(DocumentView& documents, const RundownId& id, SofieCacheUpdate update,
                       Time now);

/// Makes the documents of one cache; `modified` is set when they are written.
template <class D>
class CacheDocuments {
 public:
  explicit CacheDocuments(RundownId rundown) : rundown_(std::move(rundown)) {}

  std::string rundown_key() const { return rundown_.str(); }
  std::string segment_key(std::string_view external_id) const;
  std::string part_key(std::string_view external_id) const;

  D of_rundown(const IngestRundown& rundown) const;
  D of_segment(const IngestSegment& segment) const;
  D of_part(const SegmentId& segment, const IngestPart& part) const;

 private:
  RundownId rundown_;
};

}  // namespace takt::ingest
