#include "model/ingest_cache.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_JSON_IMPL(NrcsIngestCacheDoc)
TAKT_JSON_TEXT_IMPL(NrcsIngestCacheDoc)
TAKT_JSON_IMPL(SofieIngestCacheDoc)
TAKT_JSON_TEXT_IMPL(SofieIngestCacheDoc)

}  // namespace takt
