#pragma once

// ingestDataCache (what the newsroom sent) and sofieIngestDataCache (after the studio blueprint):
// one document per rundown, segment and part, data without children. spec/ingest.md section 2.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

struct IngestCacheCommon {
  std::string type;  // rundown, segment, part
  RundownId rundownId;
  Opt<SegmentId> segmentId;
  Opt<PartId> partId;
  Time modified = 0;
  JsonObject data;
  JsonObject extra;
  bool operator==(const IngestCacheCommon&) const = default;
};
BOOST_DESCRIBE_STRUCT(IngestCacheCommon, (), (type, rundownId, segmentId, partId, modified, data, extra))

struct NrcsIngestCacheDoc : IngestCacheCommon {
  static constexpr Collection collection = Collection::ingestDataCache;
  IngestCacheId _id;
  bool operator==(const NrcsIngestCacheDoc&) const = default;
};
BOOST_DESCRIBE_STRUCT(NrcsIngestCacheDoc, (IngestCacheCommon), (_id))
TAKT_JSON(NrcsIngestCacheDoc)
TAKT_JSON_TEXT(NrcsIngestCacheDoc)

struct SofieIngestCacheDoc : IngestCacheCommon {
  static constexpr Collection collection = Collection::sofieIngestDataCache;
  SofieIngestCacheId _id;
  /// Of the rundown's own alone, and Takt's own: all documents of the rundown count as written at
  /// this time, those that were written later aside. Never shown (store/write_time.h).
  Opt<Time> allModified;
  bool operator==(const SofieIngestCacheDoc&) const = default;
};
BOOST_DESCRIBE_STRUCT(SofieIngestCacheDoc, (IngestCacheCommon), (_id, allModified))
TAKT_JSON(SofieIngestCacheDoc)
TAKT_JSON_TEXT(SofieIngestCacheDoc)

}  // namespace takt
