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

/// Makes the newsroom's cache hold exactly `rundown`; writes the documents that differ, and the
/// rundown's own always. Its time of writing counts for all of them (share_write_time).
/// `known`: what the cache holds, in documents of exactly its nodes; then only segments that are
/// not the same are looked at. Null: not known, everything is compared. True when reading the cache
/// again would give `rundown`, sorted.
bool write_nrcs_cache(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
                      const IngestRundown* known, Time now);

/// A node by its place in the rundown; kNone: the segment itself, the rundown itself.
struct NodePlace {
  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t segment = kNone;
  size_t part = kNone;
};
/// What is to be done to the Sofie cache: nodes that are written, each named once, and ids of
/// documents that go.
struct SofieCacheUpdate {
  std::vector<NodePlace> changed;
  std::vector<std::string> removed;
};
/// What is known of a cache's content.
struct KnownCache {
  /// What reading it would give.
  IngestRundown rundown;
  /// Its documents are those that are made of these nodes.
  bool is_exact = false;
};
/// `rundown`: what it is to hold. `known`: null when it isn't known, so that it may hold documents
/// that the update doesn't know of. An update that writes all nodes puts only those documents that
/// differ, and the rundown's own, which counts for all of them (share_write_time). True when all
/// documents are now those that are made of the nodes.
bool write_sofie_cache(DocumentView& documents, const RundownId& id, const SofieCacheUpdate& update,
                       const IngestRundown& rundown, const KnownCache* known, Time now);

/// The ids of the documents of a rundown.
template <class D>
std::unordered_set<std::string> cache_keys(const RundownId& id, const IngestRundown& rundown);

/// Whether the cache has a document for every node of the rundown, each once and in an order that
/// doesn't depend on how they are stored: reading it would give `rundown`.
template <class D>
bool is_held(const DocumentView& documents, const RundownId& id, const IngestRundown& rundown);

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
