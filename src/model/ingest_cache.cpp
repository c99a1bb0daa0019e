#include "model/ingest_cache.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(NrcsIngestCacheDoc)
TAKT_JSON_IMPL(SofieIngestCacheDoc)

}  // namespace takt
