#include "jobs/mos_jobs.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(MosRundownPayload)
TAKT_JSON_IMPL(MosMetadataPayload)
TAKT_JSON_IMPL(MosStatusPayload)
TAKT_JSON_IMPL(MosFullStoryPayload)
TAKT_JSON_IMPL(MosStoriesPayload)
TAKT_JSON_IMPL(MosInsertPayload)
TAKT_JSON_IMPL(MosSwapPayload)

}  // namespace takt
